import { parseBoolean, parseChoice, parseInteger } from './kubernetes/choice.ts';
import { IP_MODES } from './kubernetes/load-balancer-pool.ts';
import type { Parsed } from './kubernetes/parsed.ts';
import { parseAnnotations, parseLabels, parseSecretNames } from './kubernetes/pod-metadata.ts';
import { parsePortRanges } from './kubernetes/port-ranges.ts';
import { RESERVED_PORTS } from './kubernetes/reserved-ports.ts';
import { parseResources } from './kubernetes/resources.ts';
import { parseTolerations } from './kubernetes/tolerations.ts';
import { ANNOTATIONS, parseAnnotationNames } from './services/annotations.ts';

/** One environment variable: its default as text, what it means, and how its text is read. */
export interface Variable<T> {
  readonly fallback: string;
  readonly meaning: string;
  readonly parse: (text: string) => Parsed<T>;
}

function matching(pattern: RegExp, fault: string): (text: string) => Parsed<string> {
  return (text) => (pattern.test(text) ? { value: text } : { fault });
}

function file(text: string): Parsed<string> {
  return text === '' || text.startsWith('/')
    ? { value: text }
    : { fault: 'is no absolute path like /etc/akrobateo/tls.crt' };
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const CLASS = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;
const GIBIBYTE = 1024 ** 3;

/** Every environment variable the hook reads, in the order of the table in docs/reference.md. */
export const VARIABLES = {
  HOST: {
    fallback: '0.0.0.0',
    meaning: 'Address to listen on.',
    parse: matching(/^\S+$/, 'is no address like 0.0.0.0, 127.0.0.1 or ::'),
  },
  PORT: { fallback: '8080', meaning: 'Port to listen on.', parse: parseInteger(0, 65535) },
  METRICS_PORT: {
    fallback: '9090',
    meaning: 'Port of the Prometheus metrics, `/metrics`.',
    parse: parseInteger(0, 65535),
  },
  PROXY_IMAGE: {
    fallback: 'akrobateo-proxy:0.1.0',
    meaning: 'Image of the proxy containers.',
    parse: matching(/^[a-z0-9][\w.:/@-]*$/, 'is no image reference like example.org/akrobateo-proxy:0.1.0'),
  },
  LOAD_BALANCER_CLASS: {
    fallback: 'akrobateo.kontena.io/node',
    meaning: 'The `spec.loadBalancerClass` that is ours.',
    parse: matching(CLASS, 'is no class like akrobateo.kontena.io/node'),
  },
  DEFAULT_LOAD_BALANCER: {
    fallback: 'true',
    meaning: 'Whether Services without a `loadBalancerClass` are ours too.',
    parse: parseBoolean,
  },
  ALLOWED_ANNOTATIONS: {
    fallback: Object.keys(ANNOTATIONS).join(','),
    meaning:
      'Annotations that Services may use, without the prefix. What runs stays if one is not allowed any more.',
    parse: parseAnnotationNames,
  },
  POOL_REQUIRED: {
    fallback: 'false',
    meaning: 'Whether a Service that no LoadBalancerPool admits gets nothing.',
    parse: parseBoolean,
  },
  RESERVED_PORTS: {
    fallback: Object.keys(RESERVED_PORTS).join(','),
    meaning: 'Node ports that no Service gets: ports and ranges, of one protocol or of all.',
    parse: parsePortRanges,
  },
  IP_MODE: {
    fallback: 'auto',
    meaning:
      'Whether kube-proxy may serve the published addresses too: `VIP`, `Proxy` (no), or `auto`: `VIP`, unless a proxy finds kube-proxy in IPVS mode.',
    parse: parseChoice(IP_MODES),
  },
  TOLERATIONS: {
    fallback: 'node-role.kubernetes.io/control-plane:NoSchedule,CriticalAddonsOnly',
    meaning: 'Tolerations of every proxy, written as in the annotation.',
    parse: parseTolerations,
  },
  PRIORITY_CLASS: {
    fallback: '',
    meaning: "Priority class of the proxies; empty for the cluster's default.",
    parse: matching(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/, 'is no name of a PriorityClass'),
  },
  PROXY_RESOURCES: {
    fallback: '{"requests":{"cpu":"5m","memory":"8Mi"}}',
    meaning: 'Compute resources of each proxy container, as JSON.',
    parse: parseResources,
  },
  PROXY_LABELS: {
    fallback: '{"istio.io/dataplane-mode":"none","sidecar.istio.io/inject":"false"}',
    meaning:
      'More labels of the pods of proxies, as JSON. The default keeps Istio from redirecting their traffic.',
    parse: parseLabels,
  },
  PROXY_ANNOTATIONS: {
    fallback: '{"linkerd.io/inject":"disabled"}',
    meaning:
      'Annotations of the pods of proxies, as JSON. The default keeps Linkerd from injecting its proxy.',
    parse: parseAnnotations,
  },
  IMAGE_PULL_SECRETS: {
    fallback: '',
    meaning: 'Names of Secrets to pull the image of the proxies with, in the namespace of each Service.',
    parse: parseSecretNames,
  },
  RETENTION_SECONDS: {
    fallback: '30',
    meaning: 'How long the address of a node stays published while its proxy is being replaced.',
    parse: parseInteger(0, 3600),
  },
  MAX_BODY: {
    fallback: String(64 * 1024 ** 2),
    meaning: 'Largest request body in bytes, after decompression.',
    parse: parseInteger(1024, GIBIBYTE),
  },
  MAX_IN_FLIGHT: {
    fallback: '64',
    meaning: 'Requests that are worked on at once; more are answered with 429.',
    parse: parseInteger(1, 100_000),
  },
  HELD_ANSWERS: {
    fallback: '3',
    meaning:
      'How many answers may be held for up to a second during rollouts, which saves most of their cost; fewer than the workers of Metacontroller.',
    parse: parseInteger(0, 1000),
  },
  MAX_LAG_MILLISECONDS: {
    fallback: '3000',
    meaning: 'How late the event loop may be on average before requests are answered with 429.',
    parse: parseInteger(10, 60_000),
  },
  SHUTDOWN_DELAY_SECONDS: {
    fallback: '0',
    meaning: 'How long new requests are still taken after SIGTERM, while `/readyz` already says no.',
    parse: parseInteger(0, 300),
  },
  TLS_CERT: {
    fallback: '',
    meaning:
      'File with the certificate chain (PEM); with `TLS_KEY` the hook speaks HTTPS. Read again when it changes.',
    parse: file,
  },
  TLS_KEY: { fallback: '', meaning: 'File with the private key (PEM) of `TLS_CERT`.', parse: file },
  TOKEN_FILE: {
    fallback: '',
    meaning: 'File with the bearer tokens that may call the hooks, one a line. Read again when it changes.',
    parse: file,
  },
  LOG_LEVEL: {
    fallback: 'info',
    meaning: `One of ${LOG_LEVELS.join(', ')}.`,
    parse: parseChoice(LOG_LEVELS),
  },
} as const satisfies Record<string, Variable<unknown>>;
