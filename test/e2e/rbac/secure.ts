import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { writePair } from '../../hooks/server/certificates.ts';
import { freePort } from '../../framework/processes/free-port.ts';
import { get } from '../../framework/processes/http.ts';
import { repository } from '../../framework/processes/paths.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import type { RbacCluster } from './cluster.ts';

interface Controller {
  kind: string;
  spec: { endpointConfigs: { host: string }[]; hooks: Record<string, { webhook: { url: string } }> };
}

/** The controllers of metacontroller/secure, which call this host instead of the Service. */
async function writeControllers({ plane, folder }: RbacCluster, host: string): Promise<string> {
  const text = await kubectl(plane, 'kustomize', 'metacontroller/secure');
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Controller);
  const controllers = objects.filter(({ kind }) => kind.endsWith('Controller'));
  for (const { spec } of controllers) {
    for (const endpoint of spec.endpointConfigs) endpoint.host = host;
    for (const { webhook } of Object.values(spec.hooks))
      webhook.url = webhook.url.replace(/(?<=\/\/)[^/]+/, host);
  }
  const file = join(folder, 'secure-controllers.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: controllers }));
  return file;
}

/**
 * Starts a hook with HTTPS and a token in the place of the other, with the controllers of `metacontroller/secure` and the
 * Secrets that they name.
 */
export async function secure(cluster: RbacCluster): Promise<void> {
  const { launcher, plane, folder, hook } = cluster;
  const [{ cert, key }, token] = [await writePair(folder, 'tls'), join(folder, 'token')];
  writeFileSync(token, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await hook.stop();
  const port = String(await freePort());
  const env = { HOST: '127.0.0.1', PORT: port, METRICS_PORT: '0', LOG_LEVEL: 'warn' };
  const files = { TLS_CERT: cert, TLS_KEY: key, TOKEN_FILE: token };
  const [command, args] = [process.execPath, [join(repository, 'dist/main.js')]];
  await launcher.start({ name: 'secure-hook', command, args, env: { ...env, ...files } }, () =>
    get(`https://127.0.0.1:${port}/readyz`),
  );
  const create = ['create', '--namespace=akrobateo-system', 'secret', 'generic'];
  // It has signed itself, and so is its own authority.
  const tls = [`tls.crt=${cert}`, `tls.key=${key}`, `ca.crt=${cert}`].map((file) => `--from-file=${file}`);
  await kubectl(plane, ...create, 'akrobateo-tls', ...tls);
  await kubectl(plane, ...create, 'akrobateo-token', `--from-file=token=${token}`);
  await kubectl(plane, 'apply', '--kustomize', 'deploy/metacontroller/secrets');
  await kubectl(plane, 'replace', '--filename', await writeControllers(cluster, `127.0.0.1:${port}`));
}
