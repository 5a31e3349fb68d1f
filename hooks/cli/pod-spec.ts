import type { Environment } from '../config.ts';
import type { Pod } from '../kubernetes/objects.ts';

/** The images of the containers of a pod or its template. */
export function imagesOf(spec: Pod['spec']): string[] {
  return (spec?.containers ?? []).flatMap(({ image }) => image ?? []);
}

/** The environment variables of the containers, as far as the spec itself has their values. */
export function variablesOf(spec: Pod['spec']): Environment {
  const variables = (spec?.containers ?? []).flatMap(({ env }) => env ?? []);
  return Object.fromEntries(variables.map(({ name, value }) => [name, value ?? undefined]));
}
