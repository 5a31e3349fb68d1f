import { createHash } from 'node:crypto';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import type { Answer, Workload } from '../../hooks/services/answer.ts';
import { momentOf, pairs, workloadsIn } from '../golden.ts';

/** A fixture of the sync hook and what is rendered for it. */
export interface Rendering {
  /** Digest of the request: another request is another fixture. */
  readonly request: string;
  /**
   * `DaemonSet akrobateo-web-5b8a2f0e: tcp akrobateo-proxy:0.1.0 80 443; sha256 0123...`: containers, images and host
   * ports for people, and the digest of selector and pod template, any change of which restarts the proxies.
   */
  readonly workloads: string;
}

/** What a release rendered, by the name of the fixture. */
export type Renderings = Readonly<Record<string, Rendering>>;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function containerTexts({ spec }: Workload): string[] {
  const pod = spec?.template.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].map(({ name, image, ports = [] }) =>
    [name, image, ...ports.map(({ hostPort }) => hostPort)].join(' '),
  );
}

function describeWorkload(workload: Workload): string {
  const { kind = '', metadata, spec } = workload;
  const template = digest({ selector: spec?.selector, template: spec?.template });
  return `${kind} ${metadata?.name ?? ''}: ${containerTexts(workload).join(', ')}; sha256 ${template}`;
}

/** What today's hook renders for every fixture, with the default configuration; fixtures without a workload are left out. */
export function renderFixtures(): Renderings {
  const renderings = pairs()
    .filter(({ path }) => path === '/services/sync')
    .map(({ name, path, request }) => {
      const route = hooksByPath(readConfig({}), () => momentOf(request))[path];
      const answer = route?.(request) as Answer;
      const rendering = {
        request: digest(request),
        workloads: workloadsIn(answer).map(describeWorkload).join(' and '),
      };
      return [name.replace('services/sync/', ''), rendering] as const;
    });
  return Object.fromEntries(renderings.filter(([, { workloads }]) => workloads !== ''));
}
