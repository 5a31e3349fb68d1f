import { readFileSync } from 'node:fs';

/** One request in the audit log of the API server. */
interface AuditEvent {
  verb: string;
  requestURI: string;
  objectRef?: { apiGroup?: string; resource?: string; subresource?: string };
  responseStatus?: { code?: number };
  annotations?: Record<string, string>;
}

/** `group/resource[/subresource] verb`, as in a role. */
export function permission(group: string, resource: string, verb: string): string {
  return `${group || 'core'}/${resource} ${verb}`;
}

/** Undefined for what is no resource: /api, /apis, /openapi, which every authenticated user may read. */
function permissionOf({ verb, objectRef }: AuditEvent): string | undefined {
  const { apiGroup = '', resource, subresource } = objectRef ?? {};
  if (resource === undefined) return undefined;
  return permission(apiGroup, subresource === undefined ? resource : `${resource}/${subresource}`, verb);
}

/** What was asked for and allowed, and what was refused for lack of a permission, each once. */
export function readAudit(file: string): { used: Set<string>; refused: Set<string> } {
  // The last line may still be being written.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const events = lines.map((line) => JSON.parse(line) as AuditEvent);
  const allowed = events.filter(
    ({ annotations }) => annotations?.['authorization.k8s.io/decision'] === 'allow',
  );
  const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
  return {
    used: new Set(allowed.flatMap((event) => permissionOf(event) ?? [])),
    refused: new Set(refused.map((event) => permissionOf(event) ?? `${event.verb} ${event.requestURI}`)),
  };
}
