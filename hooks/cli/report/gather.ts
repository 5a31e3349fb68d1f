import { CORE_VARIABLES } from '../../config.ts';
import type { Environment } from '../../config.ts';
import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { HOOK_LABELS, HOOK_NAMESPACE, Refusal, environmentOf, readWorld, request } from '../cluster.ts';
import { imagesOf } from '../pod-spec.ts';
import type { Cluster } from '../cluster.ts';
import type { World } from '../world.ts';

/** What a report is made from. */
export type Gathered = Awaited<ReturnType<typeof gather>>;

/** What the hooks see of a Service. Only that of a DaemonSet's managedFields is read. */
async function readSurroundings(cluster: Cluster, { metadata }: Service) {
  const { namespace, name, uid } = metadata;
  const near = {
    serviceexposures: { namespace },
    daemonsets: { namespace },
    deployments: { namespace },
    pods: { namespace, labelSelector: `${SERVICE_UID_LABEL}=${uid}` },
    endpointslices: { namespace, labelSelector: `kubernetes.io/service-name=${name}` },
    namespaces: { fieldSelector: `metadata.name=${namespace}` },
    loadbalancerpools: {},
    nodes: {},
  };
  // Who may not read those of all namespaces may still read those of one.
  const others = await readWorld(cluster, { serviceexposures: {} });
  const { world, notes } = await readWorld(cluster, near);
  const serviceexposures = [...world.serviceexposures, ...others.world.serviceexposures];
  const unread = 'the ServiceExposures of other namespaces cannot be read; the answer is without them';
  return {
    world: { ...world, serviceexposures },
    notes: [...notes, ...(others.notes.length === 0 ? [] : [unread])],
  };
}

function withoutManagedFields(world: World): World {
  const kinds = Object.entries(world).map(([kind, objects]: [string, World[keyof World]]) => [
    kind,
    kind === 'daemonsets'
      ? objects
      : objects.map((object) => ({ ...object, metadata: { ...object.metadata, managedFields: undefined } })),
  ]);
  return Object.fromEntries(kinds) as World;
}

/** `v1.37.2`; null: it may not be read. */
async function kubernetesVersion(cluster: Cluster): Promise<string | null> {
  try {
    const { gitVersion = null } = await request<{ gitVersion?: string }>(cluster, 'version');
    return gitVersion;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** The hook and Metacontroller, where deploy/ and Metacontroller's own manifests put them. */
async function readInstallation(cluster: Cluster, env: Environment) {
  const { world } = await readWorld(cluster, {
    deployments: { namespace: HOOK_NAMESPACE },
    pods: { namespace: 'metacontroller' },
  });
  const hook = world.deployments.find(({ metadata }) =>
    Object.entries(HOOK_LABELS).every(([key, value]) => metadata?.labels?.[key] === value),
  );
  const specs = [
    ...world.deployments.map(({ spec }) => spec?.template.spec),
    ...world.pods.map(({ spec }) => spec),
  ];
  const images = specs.flatMap(imagesOf);
  const imageOf = (program: RegExp) =>
    images.map((image) => image.replace(/^.*\//, '')).find((image) => program.test(image));
  const set = Object.entries(environmentOf(hook, env)).filter(([name]) =>
    Object.hasOwn(CORE_VARIABLES, name),
  );
  const assumed = `no Deployment of the hook can be read in ${HOOK_NAMESPACE}; the answers are those with the default settings`;
  return {
    environment: Object.fromEntries(
      set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    hook: imageOf(/^akrobateo[:@]/) ?? null,
    metacontroller: imageOf(/^metacontroller[:@]/) ?? null,
    notes: hook === undefined ? [assumed] : [],
  };
}

/** Reads what the hooks see of a Service, and how they are installed. What may not be read is in the notes. @throws CliError */
export async function gather(cluster: Cluster, service: Service, env: Environment) {
  const { world, notes } = await readSurroundings(cluster, service);
  const { notes: more, ...installation } = await readInstallation(cluster, env);
  return {
    ...installation,
    kubernetes: await kubernetesVersion(cluster),
    world: withoutManagedFields({ ...world, services: [service] }),
    notes: [...notes, ...more],
  };
}
