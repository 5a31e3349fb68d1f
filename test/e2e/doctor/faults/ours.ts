import { created, deleted, fault, patched } from '../changes.ts';
import type { Change, Fault } from '../changes.ts';
import { SYSTEM, certificateSecret, failing, hook, loadBalancer, pod } from '../objects.ts';

const ENGINE = 'ghcr.io/metacontroller/metacontroller';
const CONTROLLERS = 'apis/metacontroller.k8s.io/v1alpha1/decoratorcontrollers';
const services = `${CONTROLLERS}/akrobateo-services`;
const POLICY = `apis/networking.k8s.io/v1/namespaces/${SYSTEM}/networkpolicies/akrobateo`;

const engine = (image: string, args: readonly string[] = []) =>
  created(pod(['default', 'engine'], {}, { image, args }));

const compositeController = {
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name: 'other', labels: { 'app.kubernetes.io/part-of': 'akrobateo' } },
  spec: {
    parentResource: { apiVersion: 'v1', resource: 'nodes' },
    hooks: { sync: { version: 'v2', webhook: { url: 'http://akrobateo.akrobateo-system/pools/sync' } } },
  },
};

const POOLS = 'apis/apiextensions.k8s.io/v1/customresourcedefinitions/loadbalancerpools.akrobateo.kontena.io';
const versionOf = (served: boolean) => ({
  spec: {
    versions: [{ name: 'v1alpha1', served, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

const calling = (url: string) => ({ spec: { hooks: { sync: { webhook: { url } } } } });
const endpoint = (more: object) => ({
  spec: { endpointConfigs: [{ host: 'akrobateo.akrobateo-system', ...more }] },
});
const secretRef = (name: string, key: string) => ({ name, namespace: SYSTEM, key });
const authorization = { type: 'Bearer', secretRef: secretRef('akrobateo-token', 'token') };
const caBundle = { secretRef: secretRef('akrobateo-tls', 'ca.crt') };

const tls =
  (host: string, days: number): Change =>
  async (plane) =>
    created(await certificateSecret(host, days))(plane);

/** Faults of what is installed. */
export const OURS: readonly Fault[] = [
  fault(
    'that Metacontroller does not run',
    /^ {2}problem +no pod of Metacontroller runs, so nothing is done: kubectl apply -k deploy\/metacontroller$/m,
    deleted(`api/v1/namespaces/${SYSTEM}/pods/akrobateo-metacontroller`),
  ),
  fault(
    'an old Metacontroller',
    /problem .*metacontroller:v4\.16\.9 is too old: install 4\.17 /,
    engine(`${ENGINE}:v4.16.9`),
  ),
  fault(
    'a version that is not known',
    /warning .*the version of .*metacontroller is not known/,
    engine(ENGINE),
  ),
  fault(
    'low rates',
    /warning .*client-go-qps 5, client-go-burst 10, workers 40\) .*: set --client-go-qps=100 --client-go-burst=200\n/,
    engine(`${ENGINE}:v4.17.2`, ['--workers=40']),
  ),
  fault(
    'rights that Metacontroller does not have',
    /problem .*akrobateo-metacontroller may not .* more: bind the ClusterRole /,
    deleted('apis/rbac.authorization.k8s.io/v1/clusterrolebindings/akrobateo-metacontroller'),
  ),
  fault(
    'a single right that it does not have, of those for Secrets',
    /problem .*may not list core\/secrets, watch core\/secrets: /,
    patched(services, endpoint({ authorization })),
  ),
  fault(
    'a kind of Metacontroller that is missing',
    /problem .*controllerrevisions\.metacontroller\.k8s\.io missing: apply/,
    deleted(
      'apis/apiextensions.k8s.io/v1/customresourcedefinitions/controllerrevisions.metacontroller.k8s.io',
    ),
  ),
  fault(
    'one of our kinds that is not served',
    /problem .*loadbalancerpools\.akrobateo\.kontena\.io is not served as v1alpha1: kubectl apply/,
    patched(POOLS, versionOf(false)),
  ),
  fault(
    'one of our kinds without new fields',
    /problem .*loadbalancerpools\.akrobateo\.kontena\.io is of an older version: it lacks .*allowedPorts.*: kubectl apply/,
    patched(POOLS, versionOf(true)),
  ),
  fault(
    'a controller that is missing',
    /problem .*no controller calls \/pools\/customize, \/pools\/sync: /,
    deleted(`${CONTROLLERS}/akrobateo-pools`),
  ),
  fault(
    'two controllers for one hook, of different kinds',
    /problem .*akrobateo-pools, other all call \/pools\/sync: delete all but one/,
    created(compositeController),
  ),
  fault(
    'a controller that no Metacontroller serves',
    /problem .*no Metacontroller serves akrobateo-services: compare its labels/,
    patched(services, { metadata: { labels: { 'app.kubernetes.io/part-of': null } } }),
  ),
  fault(
    'a controller that two of them serve',
    /problem .*:akrobateo-metacontroller, system:.*:default:default all serve akrobateo-services: /,
    engine(`${ENGINE}:v4.17.2`),
  ),
  fault(
    'a hook of another version',
    /problem .*akrobateo-services: hooks need version v2: /,
    patched(services, { spec: { hooks: { sync: { version: 'v1' } } } }),
  ),
  fault(
    'a Service that is missing',
    /problem .*http:\/\/akrobateo\.akrobateo-system is called, but there is no such Service and port: /,
    deleted(`api/v1/namespaces/${SYSTEM}/services/akrobateo`),
  ),
  fault(
    'that the hook does not run',
    /problem .*no pod of the hook runs: /,
    deleted(`api/v1/namespaces/${SYSTEM}/pods/akrobateo`),
  ),
  fault(
    'an image of the hook that cannot be pulled',
    /warning .*not ready: akrobateo-system\/aa \(the image example\.org\/image cannot be pulled\): /,
    created(hook({}, {}, failing({ waiting: { reason: 'ErrImagePull' } }))),
  ),
  fault(
    'another version of the hook',
    /warning .*its version is 0\.0\.9, 0\.1\.0, that of this command line/,
    created(hook({ 'app.kubernetes.io/version': '0.0.9' }, {})),
  ),
  fault(
    'settings that the hook cannot read',
    /problem .*IP_MODE="never" .*: correct the variables/,
    created(hook({}, { IP_MODE: 'never' })),
  ),
  fault(
    'a Service without an answer',
    /warning .*has a status: shop\/new: wait/,
    created(loadBalancer('new')),
  ),
  fault(
    'HTTPS that the hook does not speak',
    /problem .*controllers use HTTPS, the hook does not: kubectl apply -k deploy\/secure\n/,
    patched(services, calling('https://akrobateo.akrobateo-system/services/sync')),
  ),
  fault(
    'a token that the controllers do not send',
    /problem .*not all controllers use a token: /,
    created(hook({}, { TOKEN_FILE: '/token' })),
  ),
  fault(
    'a Secret that does not exist',
    /problem .*Secret akrobateo-system\/akrobateo-token does not exist: /,
    patched(services, endpoint({ authorization })),
  ),
  fault(
    'a certificate for another host',
    /problem .*akrobateo-tls is not for akrobateo\.akrobateo-system: renew/,
    tls('other', 30),
    patched(services, endpoint({ caBundle })),
  ),
  fault(
    'a certificate that has expired',
    /problem .*valid until .*, so it has expired: renew/,
    tls('akrobateo.akrobateo-system', -1),
    patched(services, endpoint({ caBundle })),
  ),
  fault(
    'a certificate that expires soon',
    /warning .*valid until [^,]*: renew/,
    tls('akrobateo.akrobateo-system', 3),
    patched(services, endpoint({ caBundle })),
  ),
  fault(
    'a NetworkPolicy without Metacontroller',
    /problem .*akrobateo-system\/akrobateo does not admit akrobateo-system\/akrobateo-metacontroller to the hook/,
    patched(POLICY, { spec: { ingress: [] } }),
  ),
  fault(
    'that no NetworkPolicy protects the hook',
    /warning .*no NetworkPolicy protects the hook/,
    deleted(POLICY),
  ),
];
