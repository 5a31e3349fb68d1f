import { readProxy } from '../../exposures/proxies.ts';
import { matchesSelector } from '../../kubernetes/label-selector.ts';
import { readMembers } from '../../pools/members.ts';
import { check } from './check.ts';
import { countText, namesText, ok, problem, warning } from './finding.ts';
import { podsOf } from './pods.ts';

const GUIDE = 'docs/guides/troubleshooting.md';

/** Each pool has nodes, in spite of the exclude label. */
export const poolNodes = check('Nodes', ['nodes', 'pools'], ({ nodes, pools }) => {
  const none = 'there is no LoadBalancerPool, so only internal addresses are published';
  if (pools.length === 0) return [warning(none, 'kubectl apply -k metacontroller/pools')];
  return pools.map(({ metadata, spec }) => {
    const selected = nodes.filter((node) => matchesSelector(spec?.nodeSelector, node.metadata.labels ?? {}));
    const { members, leftOut } = readMembers(selected, { spec: spec ?? {}, exclusive: [] });
    const what = `LoadBalancerPool ${metadata.name} has ${countText(members.length, 'node')}`;
    const judged = members.length === 0 ? problem : warning;
    const [excluded] = leftOut;
    if (excluded !== undefined) return judged(`${what}, because ${excluded.text}`, excluded.advice);
    return members.length === 0 ? judged(what, 'label a node, or change its nodeSelector') : ok(what);
  });
});

/** What proxies report about their nodes: ip_forward, nf_tables, images that cannot be pulled. */
export const proxies = check('Nodes', ['pods'], ({ pods }) => {
  const read = podsOf('proxy', pods).map(readProxy);
  const ready = read.filter(({ readySince }) => readySince !== undefined).length;
  const count = `${ready} of ${countText(read.length, 'proxy pod')} ready`;
  const messages = new Set(read.flatMap(({ failure }) => failure?.message ?? []));
  return [
    ready === read.length ? ok(count) : warning(count, 'kubectl get svcexp -A says why'),
    ...[...messages].map((message) => {
      const failed = read.filter(({ failure }) => failure?.message === message);
      const nodes = failed.map(({ node = 'no node' }) => node);
      return problem(`${message}, on ${namesText(nodes)}`, `see ${GUIDE}#proxyfailed and #imagepull`);
    }),
  ];
});
