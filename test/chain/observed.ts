import assert from 'node:assert/strict';
import { EXPOSED_CONDITION, REASON_ANNOTATION } from '../../hooks/kubernetes/keys.ts';
import type { ExposureStatus } from '../../hooks/kubernetes/service-exposure.ts';
import type { Chain } from './chain.ts';
import { controllerUid } from './engine/kube-object.ts';
import type { KubeObject } from './engine/kube-object.ts';
import { hostPorts } from './cluster/objects.ts';
import type { DaemonSet } from './cluster/objects.ts';

/** What is observed of a load balancer. */
export interface Observed {
  /** Published addresses, in their order. */
  readonly addresses: readonly string[];
  /** ipMode of the addresses, `VIP Proxy` if they differ; undefined: there is no IP address. */
  readonly mode: string | undefined;
  /** Reason of the condition; undefined: the Service is not claimed. */
  readonly reason: string | undefined;
  /** The annotation that says what is wrong. */
  readonly says: string | undefined;
  /** `DaemonSet 80/TCP`, or `none`. */
  readonly workload: string;
  /** `DaemonSet 80/TCP in default`, or `nothing`; undefined: there is no exposure with a status. */
  readonly admitted: string | undefined;
  /** The ip mode that is admitted. */
  readonly admittedMode: string | undefined;
  /** Reasons of the problems of the exposure. */
  readonly problems: readonly string[] | undefined;
}

interface ServiceStatus {
  readonly loadBalancer?: {
    readonly ingress?: readonly { ip?: string; hostname?: string; ipMode?: string }[];
  };
  readonly conditions?: readonly { type: string; reason: string }[];
}

function statusOf({ status = {} }: KubeObject): ServiceStatus {
  return status;
}

export const BOTH = ['10.0.0.1', '10.0.0.2'];

/** The Service `web` with a proxy on both nodes. */
export const EXPOSED = { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
export const ON_N1 = { ...EXPOSED, addresses: ['10.0.0.1'] };
export const ON_N2 = { ...EXPOSED, addresses: ['10.0.0.2'] };
/** With a second port, which a rollout has added. */
export const UPDATED = { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' };
export const NOTHING = { addresses: [], workload: 'none', admitted: 'nothing' };

/** The addresses in the status of a Service. */
export function addressesOf(service: KubeObject): string[] {
  return (statusOf(service).loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
}

/** The ip modes in the status of a Service, each once. */
export function modesOf(service: KubeObject): string[] {
  const { ingress = [] } = statusOf(service).loadBalancer ?? {};
  return [...new Set(ingress.flatMap(({ ipMode }) => ipMode ?? []))];
}

function reasonOf(service: KubeObject): string | undefined {
  return statusOf(service).conditions?.find(({ type }) => type === EXPOSED_CONDITION)?.reason;
}

function workloadText(object: KubeObject): string {
  const { spec } = object as DaemonSet;
  return `${object.kind} ${hostPorts(spec.template.spec).join(' ')}`;
}

function admittedText({ admitted }: ExposureStatus): string {
  if (admitted === undefined) return 'nothing';
  const { workload, ports, pool } = admitted;
  return `${workload} ${ports.join(' ')}${pool === undefined ? '' : ` in ${pool}`}`;
}

export function observe({ api }: Chain, name = 'web'): Observed {
  const service = api.find('Service', name);
  assert.ok(service, `there is no Service ${name}`);
  const own = api.all().filter((object) => controllerUid(object) === service.metadata.uid);
  const exposure = own.find(({ kind }) => kind === 'ServiceExposure')?.status as ExposureStatus | undefined;
  const workloads = own.filter(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment');
  return {
    addresses: addressesOf(service),
    mode: modesOf(service).join(' ') || undefined,
    reason: reasonOf(service),
    says: service.metadata.annotations?.[REASON_ANNOTATION],
    workload: workloads.map(workloadText).join(', ') || 'none',
    admitted: exposure && admittedText(exposure),
    admittedMode: exposure?.admitted?.ipMode,
    problems: exposure?.problems.map(({ reason }) => reason),
  };
}
