import { Refusal, list, request } from '../cluster.ts';
import type { Cluster } from '../cluster.ts';
import { accountOf, callsOf, servingEngines } from './calls.ts';
import type { Finding } from './finding.ts';
import { SOURCES } from './observed.ts';
import type { Denied, Observed, Reading, Source } from './observed.ts';
import { RIGHTS, SECRET_RIGHTS, attributesOf } from './rights.ts';
import { namedSecrets } from './secure.ts';

/** What was read or, if the API server refuses, why not. What does not exist is an empty list. */
async function attempt<T>(right: string, read: () => Promise<readonly T[]>): Promise<readonly T[] | Finding> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401) throw error;
    if (error.status === 404) return [];
    const todo = error.status === 403 ? `ask for the right to ${right}` : error.message.replace(/\.$/, '');
    return { level: 'unknown', what: `cannot ${right}`, todo };
  }
}

function read(cluster: Cluster, { kind, ...selection }: Source): Promise<readonly object[] | Finding> {
  const { namespace, fieldSelector } = selection;
  const name = fieldSelector?.replace('metadata.name=', '') ?? '';
  const where = namespace === undefined ? '' : ` in ${namespace}, at least ${name}`;
  return attempt(`list ${kind.replace(/.*\//, '')}${where}`, () => list(cluster, kind, selection));
}

/** The rights that a service account does not have. With every right, as the stock Metacontroller, this is one request. */
async function deniedTo(cluster: Cluster, account: string, rights: typeof RIGHTS): Promise<Denied> {
  const path = 'apis/authorization.k8s.io/v1/subjectaccessreviews';
  const [, , namespace = ''] = account.split(':');
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const isAllowed = async (resourceAttributes: object) => {
    const spec = { user: account, groups, resourceAttributes };
    const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' };
    const review = await request<{ status: { allowed: boolean } }>(cluster, path, { ...kind, spec });
    return review.status.allowed;
  };
  if (await isAllowed({ group: '*', resource: '*', verb: '*' })) return { account, rights: [] };
  const checked = attributesOf(rights).map(async ({ right, attributes }) =>
    (await isAllowed(attributes)) ? [] : [right],
  );
  return { account, rights: (await Promise.all(checked)).flat() };
}

type First = Omit<Reading, 'secrets' | 'denied'>;

async function readSecrets(cluster: Cluster, first: First): Promise<Reading['secrets']> {
  const all = namedSecrets(available(first)).map(({ namespace, name }) =>
    read(cluster, { kind: 'v1/secrets', namespace, fieldSelector: `metadata.name=${name}` }),
  );
  const lists = await Promise.all(all);
  return (lists.find(isUnread) ?? lists.flat()) as Reading['secrets'];
}

async function readDenied(cluster: Cluster, first: First): Promise<Reading['denied']> {
  if (isUnread(first.pods)) return first.pods;
  const observed = available(first);
  const needsSecrets = callsOf(observed).some(
    ({ endpoint }) => endpoint?.caBundle?.secretRef ?? endpoint?.authorization?.secretRef,
  );
  const rights = needsSecrets ? { ...RIGHTS, ...SECRET_RIGHTS } : RIGHTS;
  const accounts = servingEngines(observed).map(accountOf);
  return attempt('create subjectaccessreviews', () =>
    Promise.all(accounts.map((account) => deniedTo(cluster, account, rights))),
  );
}

/** Whether a reading is the reason why there is none. */
export function isUnread(reading: Reading[keyof Reading]): reading is Finding {
  return !Array.isArray(reading);
}

/** With nothing for what could not be read. */
function available(first: First): Omit<Observed, 'secrets' | 'denied'> {
  const entries = Object.entries(first).map(([key, reading]) => [key, isUnread(reading) ? [] : reading]);
  return Object.fromEntries(entries) as Omit<Observed, 'secrets' | 'denied'>;
}

/** Reads everything that is checked. What may not be read becomes a finding. @throws CliError without an answer */
export async function gather(cluster: Cluster): Promise<Reading> {
  // If there is no answer, this one request says so.
  await attempt('get /version', async () => [await request(cluster, 'version')]);
  const reads = Object.entries(SOURCES).map(
    async ([key, source]) => [key, await read(cluster, source)] as const,
  );
  const first = Object.fromEntries(await Promise.all(reads)) as unknown as First;
  const [secrets, denied] = await Promise.all([readSecrets(cluster, first), readDenied(cluster, first)]);
  return { ...first, secrets, denied };
}
