/** What Metacontroller does for our controllers, by `group/resource`. deploy/metacontroller/cluster-role.yaml says why. */
export const RIGHTS: Readonly<Record<string, string>> = {
  'metacontroller.k8s.io/compositecontrollers': 'list watch',
  'metacontroller.k8s.io/decoratorcontrollers': 'list watch',
  'metacontroller.k8s.io/controllerrevisions': 'list watch',
  'core/services': 'list watch update',
  'core/services/status': 'update',
  'core/services/finalizers': 'update',
  'akrobateo.kontena.io/loadbalancerpools': 'list watch update',
  'akrobateo.kontena.io/loadbalancerpools/status': 'update',
  'akrobateo.kontena.io/serviceexposures/status': 'update',
  'akrobateo.kontena.io/serviceexposures': 'list watch create update patch delete',
  'apps/daemonsets': 'list watch create update patch delete',
  'apps/deployments': 'list watch create update patch delete',
  'core/namespaces': 'list watch',
  'core/nodes': 'list watch',
  'core/pods': 'list watch',
  'discovery.k8s.io/endpointslices': 'list watch',
  'core/events': 'create patch',
};

/** What it needs as well, if a controller names a Secret. */
export const SECRET_RIGHTS: typeof RIGHTS = { 'core/secrets': 'list watch' };

/** The attributes of a SubjectAccessReview for each right. */
export function attributesOf(rights: typeof RIGHTS) {
  return Object.entries(rights).flatMap(([path, verbs]) => {
    const [group = '', resource = '', subresource = ''] = path.split('/');
    const attributes = { group: group === 'core' ? '' : group, resource, subresource };
    return verbs
      .split(' ')
      .map((verb) => ({ right: `${verb} ${path}`, attributes: { ...attributes, verb } }));
  });
}
