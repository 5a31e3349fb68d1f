import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import type { Launcher } from '../processes/launcher.ts';
import { locatePrograms } from '../processes/programs.ts';

const token = 'e2e-admin';

/** A running API server. */
export interface ControlPlane {
  /** `https://<address>:<port>`. */
  server: string;
  /** Of a member of system:masters. */
  token: string;
  /** File. */
  kubeconfig: string;
}

function writeKeys(folder: string): { privateKey: string; publicKey: string } {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = { privateKey: join(folder, 'sa.key'), publicKey: join(folder, 'sa.pub') };
  writeFileSync(files.privateKey, keys.privateKey, { mode: 0o600 });
  writeFileSync(files.publicKey, keys.publicKey);
  return files;
}

function writeKubeconfig(folder: string, server: string): string {
  const file = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'admin' } }],
    'current-context': 'e2e',
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function startEtcd(launcher: Launcher): Promise<string> {
  const [client, peer] = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`);
  const args = [
    `--data-dir=${join(launcher.folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
  const command = locatePrograms().etcd;
  await launcher.start({ name: 'etcd', command, args }, () => get(`${client}/health`));
  return client ?? '';
}

/** Starts etcd and kube-apiserver alone; `privateKey` is the file that signs the tokens of service accounts. */
export async function startApiServer(
  launcher: Launcher,
  address = '127.0.0.1',
): Promise<ControlPlane & { privateKey: string }> {
  const { folder } = launcher;
  const { privateKey, publicKey } = writeKeys(folder);
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const etcd = await startEtcd(launcher);
  const port = await freePort();
  const server = `https://${address}:${port}`;
  const args = [
    `--etcd-servers=${etcd}`,
    `--cert-dir=${join(folder, 'certs')}`,
    `--bind-address=${address}`,
    `--secure-port=${port}`,
    `--service-account-key-file=${publicKey}`,
    `--service-account-signing-key-file=${privateKey}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112',
    '--allow-privileged',
    '--max-requests-inflight=3000',
    '--max-mutating-requests-inflight=1500',
  ];
  const command = locatePrograms()['kube-apiserver'];
  await launcher.start({ name: 'kube-apiserver', command, args }, () => get(`${server}/readyz`, token));
  return { server, token, kubeconfig: writeKubeconfig(folder, server), privateKey };
}

/** Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler on free ports; `address` is the API server's. */
export async function startControlPlane(launcher: Launcher, address?: string): Promise<ControlPlane> {
  const { privateKey, ...plane } = await startApiServer(launcher, address);
  const programs = locatePrograms();
  const client = [
    `--kubeconfig=${plane.kubeconfig}`,
    '--leader-elect=false',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    '--bind-address=127.0.0.1',
  ];
  const [manager, scheduler] = [await freePort(), await freePort()];
  await Promise.all([
    launcher.start(
      {
        name: 'kube-controller-manager',
        command: programs['kube-controller-manager'],
        args: [
          ...client,
          `--secure-port=${manager}`,
          `--service-account-private-key-file=${privateKey}`,
          // What pods verify the API server with.
          `--root-ca-file=${join(launcher.folder, 'certs/apiserver.crt')}`,
          '--concurrent-daemonset-syncs=10',
          // A node becomes NotReady after 10 seconds, not after a minute. kwok renews its leases every 2 seconds.
          '--node-monitor-period=1s',
          '--node-monitor-grace-period=10s',
        ],
      },
      () => get(`https://127.0.0.1:${manager}/healthz`),
    ),
    launcher.start(
      {
        name: 'kube-scheduler',
        command: programs['kube-scheduler'],
        args: [...client, `--secure-port=${scheduler}`],
      },
      () => get(`https://127.0.0.1:${scheduler}/healthz`),
    ),
  ]);
  return plane;
}
