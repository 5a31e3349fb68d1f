import { matchesSelector, parseLabelSelector } from '../../kubernetes/label-selector.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { hooksByPath } from '../../routes.ts';
import { configOf } from '../terminal.ts';
import type { Controller, EndpointConfig, Observed } from './observed.ts';
import { metacontrollers, wordsOf } from './pods.ts';

/** A webhook of a controller that calls one of our hooks. */
export interface Call {
  readonly controller: Controller;
  readonly url: URL;
  /** Of the hook's protocol: `v1` or `v2`. */
  readonly version: string;
  /** How the host is called, if anything is set. */
  readonly endpoint: EndpointConfig | undefined;
}

/** The paths of all our hooks. */
export function hookPaths(): string[] {
  return Object.keys(hooksByPath(configOf({}), () => 0));
}

/** The calls of our hooks, by controllers of both kinds and of any name. */
export function callsOf({
  decoratorcontrollers,
  compositecontrollers,
}: Pick<Observed, 'decoratorcontrollers' | 'compositecontrollers'>): Call[] {
  const paths = hookPaths();
  return [...decoratorcontrollers, ...compositecontrollers].flatMap((controller) => {
    const { hooks, endpointConfigs } = controller.spec;
    return Object.values(hooks ?? {}).flatMap((hook): Call[] => {
      const text = hook?.webhook?.url ?? '';
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || !paths.includes(url.pathname)) return [];
      const endpoint = endpointConfigs?.find(({ host }) => host === url.host || host === url.hostname);
      return [{ controller, url, version: hook?.version ?? 'v1', endpoint }];
    });
  });
}

/** The value of a flag, as `--flag=value` or in two words. */
export function flagOf(pod: Pod, flag: string): string | undefined {
  const words = wordsOf(pod);
  const joined = words.find((word) => word.startsWith(`--${flag}=`));
  if (joined !== undefined) return joined.slice(flag.length + '--='.length);
  const index = words.indexOf(`--${flag}`);
  return index === -1 ? undefined : words[index + 1];
}

/** Whether a Metacontroller takes a controller, by its `--target-label-selector`. */
export function serves(pod: Pod, { metadata }: Controller): boolean {
  const text = flagOf(pod, 'target-label-selector') ?? '';
  if (text === '') return true;
  const parsed = parseLabelSelector(text);
  return 'value' in parsed && matchesSelector({ matchExpressions: parsed.value }, metadata.labels ?? {});
}

/** The user that a pod is for the API server. */
export function accountOf({ metadata, spec }: Pod): string {
  return `system:serviceaccount:${metadata?.namespace ?? ''}:${spec?.serviceAccountName ?? 'default'}`;
}

/** A pod of each Metacontroller that serves one of our controllers; of every Metacontroller, if there are none. */
export function servingEngines(
  observed: Pick<Observed, 'pods' | 'decoratorcontrollers' | 'compositecontrollers'>,
): Pod[] {
  const calls = callsOf(observed);
  const serving = metacontrollers(observed.pods).filter(
    (pod) => calls.length === 0 || calls.some(({ controller }) => serves(pod, controller)),
  );
  return [...new Map(serving.map((pod) => [accountOf(pod), pod])).values()];
}
