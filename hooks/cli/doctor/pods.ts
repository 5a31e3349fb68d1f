import { readProxy } from '../../exposures/proxies.ts';
import { isFinished } from '../../kubernetes/objects.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { imagesOf } from '../pod-spec.ts';
import { keyOf } from '../world.ts';
import { countText, namesText, ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';

export function labelOf({ metadata }: Pick<Pod, 'metadata'>, key: string): string | undefined {
  return metadata?.labels?.[key];
}

/** Pods of this project: those of the hook, or the proxies of all Services. */
export function podsOf(component: 'hook' | 'proxy', pods: readonly Pod[]): Pod[] {
  return pods.filter(
    (pod) =>
      labelOf(pod, 'app.kubernetes.io/name') === 'akrobateo' &&
      labelOf(pod, 'app.kubernetes.io/component') === component &&
      !isFinished(pod),
  );
}

/** Pods of Metacontroller, however it was installed. */
export function metacontrollers(pods: readonly Pod[]): Pod[] {
  return pods.filter((pod) => {
    const name = labelOf(pod, 'app.kubernetes.io/name') ?? '';
    const isImage = imagesOf(pod.spec).some((image) => /(^|\/)metacontroller(:|@|$)/.test(image));
    return (isImage || /^metacontroller(-helm)?$/.test(name)) && !isFinished(pod);
  });
}

/** What its containers are started with: command and arguments. */
export function wordsOf({ spec }: Pod): string[] {
  return (spec?.containers ?? []).flatMap(({ command, args }) => [...(command ?? []), ...(args ?? [])]);
}

/** The numbers of an image's tag, `[4, 17, 2]` of `example.org/metacontroller:v4.17.2@sha256:...`; none: not known. */
export function versionOf(image: string): number[] {
  const [, text] = /:v?(\d+(?:\.\d+)+)[^/]*$/.exec(image) ?? [];
  return (text?.split('.') ?? []).map(Number);
}

/** Whether a version is older than another one. */
export function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((part, at) => (version[at] ?? 0) !== part);
  return index !== -1 && (version[index] ?? 0) < (than[index] ?? 0);
}

/** Whether the replicas of a program are ready and, if not, why. */
export function readiness(pods: readonly Pod[]): Finding {
  const read = pods.map((pod) => ({ pod, proxy: readProxy(pod) }));
  const others = read.filter(({ proxy }) => proxy.readySince === undefined);
  if (others.length === 0) return ok(`${countText(pods.length, 'pod')} ready`);
  const names = others.map(({ pod, proxy: { failure } }) => {
    const why = failure?.message.replace('the proxy', 'it') ?? 'starting or terminating';
    return `${keyOf(pod)} (${why})`;
  });
  const judged = others.length === pods.length ? problem : warning;
  return judged(`not ready: ${namesText(names)}`, 'kubectl describe pod, kubectl logs');
}
