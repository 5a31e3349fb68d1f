import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  return `${group === '' ? 'core' : group}/${resource} ${verb}`;
}

/** The API server's own record of what one user has asked of it. */
export class AuditLog {
  /** What kube-apiserver needs to be started with. */
  readonly args: readonly string[];
  readonly #file: string;

  /** @param user whose requests are recorded */
  constructor(folder: string, user: string) {
    const policy = join(folder, 'audit-policy.json');
    const rules = [{ level: 'Metadata', users: [user] }, { level: 'None' }];
    writeFileSync(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
    this.#file = join(folder, 'audit.log');
    this.args = [`--audit-policy-file=${policy}`, `--audit-log-path=${this.#file}`];
  }

  /** Everything that was asked for and allowed. */
  used(): Set<string> {
    return new Set(this.#events().filter(isAllowed).map(permissionOf).filter(isKnown));
  }

  /** Everything that was refused for lack of a permission, each once. */
  refused(): string[] {
    const events = this.#events().filter(({ responseStatus }) => responseStatus?.code === 403);
    return [...new Set(events.map((event) => permissionOf(event) ?? `${event.verb} ${event.requestURI}`))];
  }

  #events(): AuditEvent[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    // The last line may still be being written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
  }
}

function isAllowed({ annotations }: AuditEvent): boolean {
  return annotations?.['authorization.k8s.io/decision'] === 'allow';
}

function isKnown(text: string | undefined): text is string {
  return text !== undefined;
}

/** Undefined for what is no resource: /api, /apis, /openapi, which every authenticated user may read. */
function permissionOf({ verb, objectRef }: AuditEvent): string | undefined {
  const { apiGroup = '', resource, subresource } = objectRef ?? {};
  if (resource === undefined) return undefined;
  return permission(apiGroup, subresource === undefined ? resource : `${resource}/${subresource}`, verb);
}
