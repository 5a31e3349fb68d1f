import { parse } from 'yaml';
import { isRecord } from '../../kubernetes/parsed.ts';
import { imagesOf } from '../pod-spec.ts';
import { check } from './check.ts';
import { namesText, ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { settingsOf } from './hook.ts';
import type { ConfigMap, Observed } from './observed.ts';
import { isOlder, labelOf, versionOf } from './pods.ts';

const TITLE = 'kube-proxy and CNI';
const PAGE = 'docs/kube-proxy-and-cni.md';
const SET_PROXY = `set IP_MODE=Proxy on the hook, see ${PAGE}`;

/** The Services whose addresses kube-proxy, or what replaces it, takes too; empty if there are none. */
function publishedAsVIP(exposures: Observed['exposures']): string {
  const found = exposures.filter(({ status }) => status?.ipMode === 'VIP' && status.nodes.length > 0);
  return namesText(found.map(({ metadata, spec }) => `${metadata.namespace}/${spec.service.name}`));
}

/** The mode in a KubeProxyConfiguration. Of one that cannot be read it is not known. */
function modeIn({ data }: ConfigMap): string | undefined {
  try {
    const config: unknown = parse(data?.['config.conf'] ?? '');
    if (!isRecord(config)) return undefined;
    return typeof config['mode'] === 'string' && config['mode'] !== '' ? config['mode'] : 'iptables';
  } catch {
    return undefined;
  }
}

function replacesKubeProxy(cilium: ConfigMap | undefined): boolean {
  return ['true', 'strict'].includes(cilium?.data?.['kube-proxy-replacement'] ?? '');
}

/** In IPVS mode it takes the addresses that are published as VIP away from their nodes. */
export const kubeProxyMode = check(
  TITLE,
  ['kubeProxy', 'cilium', 'exposures'],
  ({ kubeProxy, cilium, exposures }) => {
    if (replacesKubeProxy(cilium[0])) return [];
    const [mode] = kubeProxy.map(modeIn);
    const [found] = exposures.flatMap(({ status }) => status?.ipvsNode ?? []);
    if (mode === 'ipvs' || found !== undefined) {
      const what = `kube-proxy runs in IPVS mode${found === undefined ? '' : ` on node ${found}`}`;
      const vips = publishedAsVIP(exposures);
      return vips === ''
        ? [warning(`${what}, and nothing is published as VIP`, SET_PROXY)]
        : [problem(`${what}, and these are published as VIP: ${vips}`, SET_PROXY)];
    }
    if (mode !== undefined) return [ok(`the mode of kube-proxy is ${mode}`)];
    const what = 'the mode of kube-proxy is not known: ConfigMap kube-system/kube-proxy does not say it';
    return [{ level: 'unknown', what, todo: 'on a node: curl 127.0.0.1:10249/proxyMode' }];
  },
);

/** Whether it takes the whole address of a node: cilium#44730 in 1.18, cilium#43206 until 1.19.5 has cilium#45572. */
function takesNodeAddress(version: readonly number[]): boolean {
  return !isOlder(version, [1, 18]) && isOlder(version, [1, 19, 5]);
}

function ciliumVersion(pods: Observed['pods']): number[] {
  const agents = pods.filter((pod) => labelOf(pod, 'k8s-app') === 'cilium');
  const images = agents.flatMap(({ spec }) => imagesOf(spec)).filter((image) => image.includes('/cilium:'));
  return versionOf(images.sort()[0] ?? '');
}

function ipModeFinding(
  version: readonly number[],
  { exposures, pods }: Pick<Observed, 'exposures' | 'pods'>,
): Finding {
  const name = `Cilium ${version.join('.') || 'of an unknown version'} replaces kube-proxy`;
  const isProxy = settingsOf(pods).ipMode === 'Proxy';
  const vips = publishedAsVIP(exposures);
  if (isProxy && version.length > 0 && isOlder(version, [1, 17]))
    return problem(`${name} and ignores ipMode Proxy`, 'update it to 1.17 or newer');
  if (isProxy && vips === '') return ok(`${name}, and IP_MODE is Proxy`);
  const vip = vips === '' ? 'IP_MODE is not Proxy' : `these are published as VIP: ${vips}`;
  return takesNodeAddress(version)
    ? problem(`${name}, takes all ports of a node's address, and ${vip}`, SET_PROXY)
    : warning(`${name}, and ${vip}`, SET_PROXY);
}

/** Cilium instead of kube-proxy. */
export const ciliumInstead = check(TITLE, ['cilium', 'pods', 'exposures'], ({ cilium, ...observed }) => {
  const [config] = cilium;
  if (!replacesKubeProxy(config)) return [];
  const version = ciliumVersion(observed.pods);
  const isHostOnly = config?.data?.['bpf-lb-sock-hostns-only'] === 'true';
  const socket = warning(
    'Cilium translates cluster IPs when a pod connects, which forwarded packets do not do',
    `set socketLB.hostNamespaceOnly=true, see ${PAGE}`,
  );
  return [ipModeFinding(version, observed), ...(isHostOnly ? [] : [socket])];
});
