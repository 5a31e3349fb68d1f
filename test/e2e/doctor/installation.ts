import { parseAllDocuments } from 'yaml';

import type { Manifest } from '../../framework/cluster/api.ts';
import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { installCrds } from '../../framework/cluster/install.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { exposureName } from '../../../hooks/kubernetes/names.ts';
import { created } from './changes.ts';
import { SYSTEM, configMap, labelsOf, loadBalancer, pod } from './objects.ts';

interface Deployment extends Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: object };
  };
}

/** A pod for each Deployment of a folder, as its controller would make it. */
async function podsOf(plane: ControlPlane, folder: string): Promise<Manifest[]> {
  const objects = parseAllDocuments(await kubectl(plane, 'kustomize', folder));
  return objects
    .map((document) => document.toJS() as Manifest)
    .filter((object): object is Deployment => object.kind === 'Deployment')
    .map(({ metadata: { namespace, name }, spec: { template } }) => ({
      ...pod([namespace, name], template.metadata.labels, {}),
      spec: template.spec,
    }));
}

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
}

/** What the hook and the engine would make of a Service without annotations. */
function exposureOf({ metadata: { name, namespace, uid } }: Service): Manifest {
  const ports = ['80/TCP'];
  return {
    apiVersion: 'akrobateo.kontena.io/v1alpha1',
    kind: 'ServiceExposure',
    metadata: { name: exposureName({ name, uid }), namespace },
    spec: {
      service: { name, uid },
      ports,
      families: ['IPv4'],
      externalTrafficPolicy: 'Cluster',
      options: {},
    },
    status: {
      admitted: { workload: 'DaemonSet', ports, ipMode: 'Auto' },
      ipMode: 'VIP',
      maxUnavailable: 1,
      servingNodes: 1,
      nodes: [{ name: 'n1', addresses: ['192.168.0.1'] }],
      problems: [],
      conditions: [],
    },
  };
}

/** The real CustomResourceDefinitions and manifests with two nodes and one exposed Service; its name is `web`. */
export async function install(plane: ControlPlane): Promise<void> {
  await installCrds(plane);
  for (const folder of ['deploy', 'deploy/metacontroller', 'metacontroller', 'metacontroller/pools'])
    await kubectl(plane, 'apply', '-k', folder);
  const accounts = ['shop', 'kube-system', 'default', SYSTEM].map((namespace) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { namespace, name: 'default' },
  }));
  await created({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, ...accounts)(plane);
  await created(
    ...['n1', 'n2'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })),
    ...(await podsOf(plane, 'deploy')),
    ...(await podsOf(plane, 'deploy/metacontroller')),
    pod(['shop', 'proxy'], labelsOf('proxy'), {}),
    configMap('kube-proxy', { 'config.conf': 'mode: nftables' }),
    loadBalancer('web'),
  )(plane);
  const web = await kubectl(plane, 'get', 'service', 'web', '-n', 'shop', '-o', 'json');
  await created(exposureOf(JSON.parse(web) as Service))(plane);
}
