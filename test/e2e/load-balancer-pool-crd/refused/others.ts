import type { Refused } from '../../crd/refused.ts';

/** Words that the fields do not know. */
export const others: readonly Refused[] = [
  {
    name: 'an unknown workload',
    why: 'the hook can make none of it',
    spec: { workload: 'StatefulSet' },
    want: /spec\.workload: Unsupported value: "StatefulSet": supported values: "DaemonSet", "Deployment", "None"/,
  },
  {
    name: 'an ip mode in another spelling',
    why: 'the hook could not read it',
    spec: { ipMode: 'vip' },
    want: /spec\.ipMode: Unsupported value: "vip": supported values: "auto", "VIP", "Proxy"/,
  },
  {
    name: 'workload None with ipMode Proxy',
    why: 'nothing would serve',
    spec: { workload: 'None', ipMode: 'Proxy' },
    want: 'spec.workload None needs spec.ipMode VIP or auto, because without proxies only kube-proxy can serve',
  },
  {
    name: 'an unknown address type',
    why: 'such addresses are never published',
    spec: { addressTypes: ['InternalDNS'] },
    want: /spec\.addressTypes\[0\]: Unsupported value: "InternalDNS": supported values: "ExternalIP", "InternalIP", "Hostname"/,
  },
  {
    name: 'an address type twice',
    why: 'an order of preference has each of them once',
    spec: { addressTypes: ['ExternalIP', 'ExternalIP'] },
    want: /spec\.addressTypes\[1\]: Duplicate value: "ExternalIP"/,
  },
  {
    name: 'no address type',
    why: 'nothing could be published',
    spec: { addressTypes: [] },
    want: /spec\.addressTypes in body should have at least 1 items/,
  },
  {
    name: 'a misspelt field',
    why: 'without its selector the pool would have every node',
    spec: { nodeSelektor: { matchLabels: { role: 'edge' } } },
    want: /unknown field "spec\.nodeSelektor"/,
  },
];
