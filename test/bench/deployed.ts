import type { V1Container, V1Deployment } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { read } from '../checkout.ts';

/** What decides how fast Metacontroller is; its other flags are about where it runs and who it is. */
const RATES = /^--(workers|client-go-qps|client-go-burst)=/;

function containerOf(manifest: string): V1Container {
  const { spec } = parse(read(manifest)) as V1Deployment;
  const [container] = spec?.template.spec?.containers ?? [];
  if (container === undefined) throw new Error(`${manifest} has no container`);
  return container;
}

/** Workers and rates of the Metacontroller that we deploy. */
export function engineRates(): string[] {
  const { args = [] } = containerOf('deploy/metacontroller/deployment.yaml');
  return args.filter((arg) => RATES.test(arg));
}

/** Options of node in the hook that we deploy, those about its heap. */
export function nodeOptions(): string {
  const { env = [] } = containerOf('deploy/base/deployment.yaml');
  return env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
}
