import { generate } from 'selfsigned';

import type { Manifest } from '../../framework/cluster/api.ts';

export const SYSTEM = 'akrobateo-system';
const NAME = 'app.kubernetes.io/name';

/** Labels of the pods of a component. */
export const labelsOf = (component: 'hook' | 'proxy') => ({
  [NAME]: 'akrobateo',
  'app.kubernetes.io/component': component,
});

/** The status of a pod that is ready. */
export const READY = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' }],
};

/** The status of a pod whose container is not ready, in this state. */
export function failing(state: object): object {
  const container = { name: 'main', image: 'example.org/image', imageID: '', ready: false, restartCount: 0 };
  return { phase: 'Pending', containerStatuses: [{ ...container, state }] };
}

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** A pod with one container that every namespace admits, and that no kubelet runs. */
export function pod(
  [namespace, name]: readonly [namespace: string, name: string],
  labels: object,
  container: object,
  status: object = READY,
): Manifest {
  const containers = [
    { name: 'main', image: 'example.org/image', securityContext: restricted, ...container },
  ];
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const metadata = { namespace, name, labels };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, securityContext }, status };
}

/** A pod of the hook that comes before the one of the install, so its variables count. */
export function hook(labels: object, env: Readonly<Record<string, string>>, status?: object): Manifest {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return pod([SYSTEM, 'aa'], { ...labelsOf('hook'), ...labels }, { env: variables }, status);
}

export function configMap(name: string, data: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'kube-system', name }, data };
}

/** A Service of type LoadBalancer. */
export function loadBalancer(name: string): Manifest {
  const spec = { type: 'LoadBalancer', ports: [{ port: 80 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name }, spec };
}

export function pool(name: string, spec: object): Manifest {
  return { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool', metadata: { name }, spec };
}

/** A Secret with a certificate for a host that signs itself, and ends so many days from now. */
export async function certificateSecret(host: string, days: number): Promise<Manifest> {
  const time = (inDays: number) => new Date(Date.now() + inDays * 24 * 3600 * 1000);
  const { cert } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: time(-10),
    notAfterDate: time(days),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  const metadata = { namespace: SYSTEM, name: 'akrobateo-tls' };
  const data = { 'tls.crt': Buffer.from(cert).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', metadata, data };
}
