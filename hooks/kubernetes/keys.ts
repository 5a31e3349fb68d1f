/** Prefix of all our annotations, labels and conditions. */
export const PREFIX = 'akrobateo.kontena.io/';

/** Label of the workload and its pods: the uid of the Service. It is the workload's selector. */
export const SERVICE_UID_LABEL = `${PREFIX}service-uid`;

/** Label of the ServiceExposure, the workload and its pods: the name of the Service, for people. */
export const SERVICE_LABEL = `${PREFIX}service`;

/** Label that we set on exclusive pools, because rules of a customize answer select by labels. */
export const EXCLUSIVE_LABEL = `${PREFIX}exclusive`;

/** Annotation that we write on the Service: why it is not exposed as requested. */
export const REASON_ANNOTATION = `${PREFIX}reason`;

/** Annotation of the pods of a Deployment: the `status.admitted.placementRevision` that they were created for. */
export const PLACEMENT_REVISION_ANNOTATION = `${PREFIX}placement-revision`;

/** Type of our condition in the status of the Service. */
export const EXPOSED_CONDITION = `${PREFIX}Exposed`;

/** Label by which Kubernetes' own service controller leaves out a node, whatever its value. */
export const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';
