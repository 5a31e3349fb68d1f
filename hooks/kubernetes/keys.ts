/** Prefix of every annotation, label and condition of ours. */
export const PREFIX = 'akrobateo.kontena.io/';

/** Label of the workload and its pods: the Service's uid. The workload's selector, and how pods are found. */
export const SERVICE_UID_LABEL = `${PREFIX}service-uid`;

/** Label of the workload and its pods: the Service's name, for people. */
export const SERVICE_LABEL = `${PREFIX}service`;

/** Annotation of the workload: the annotations that the Service had when all of them were right, as JSON. */
export const OPTIONS_ANNOTATION = `${PREFIX}options`;

/** Annotation of the workload: the LoadBalancerPool that it was placed by, as JSON. */
export const POOL_ANNOTATION = `${PREFIX}pool`;

/** Annotation that we write on the Service: why it is not exposed as asked. */
export const REASON_ANNOTATION = `${PREFIX}reason`;

/** Type of our condition in the Service's status. */
export const EXPOSED_CONDITION = `${PREFIX}Exposed`;

/** Type of our condition in the Service's status that says which LoadBalancerPool it is in. */
export const POOL_CONDITION = `${PREFIX}Pool`;
