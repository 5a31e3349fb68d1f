import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { KubeConfig } from '@kubernetes/client-node';

import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import { Launcher, launch } from '../processes/launcher.ts';
import type { Launched } from '../processes/launcher.ts';

/** A running API server. */
export interface ControlPlane {
  /** `https://<address>:<port>`. */
  server: string;
  /** Of a member of system:masters. */
  token: string;
  /** File. */
  kubeconfig: string;
}

/** An API server on an empty etcd. */
export type ApiServer = Launched & { readonly plane: ControlPlane };

/** Writes a kubeconfig for the user of a token. */
export function writeKubeconfig(file: string, server: string, token: string): string {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'e2e', server, skipTLSVerify: true }, { name: 'e2e', token });
  writeFileSync(file, config.exportConfig(), { mode: 0o600 });
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
  await launcher.start({ name: 'etcd', args }, () => get(`${client}/health`));
  return client ?? '';
}

/** Starts etcd and kube-apiserver; `key` is the file that signs the tokens of service accounts. */
async function startStorage(
  launcher: Launcher,
  address = '127.0.0.1',
): Promise<ControlPlane & { key: string }> {
  const { folder } = launcher;
  const [key, tokens] = [join(folder, 'sa.key'), join(folder, 'tokens.csv')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const token = 'e2e-admin';
  writeFileSync(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const etcd = await startEtcd(launcher);
  const port = await freePort();
  const server = `https://${address}:${port}`;
  const args = [
    `--etcd-servers=${etcd}`,
    `--cert-dir=${join(folder, 'certs')}`,
    `--bind-address=${address}`,
    `--secure-port=${port}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112',
    '--allow-privileged',
    // As kubeadm: kubectl logs needs no name server.
    '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    '--max-requests-inflight=3000',
    '--max-mutating-requests-inflight=1500',
  ];
  await launcher.start({ name: 'kube-apiserver', args }, () => get(`${server}/readyz`, token));
  return { server, token, kubeconfig: writeKubeconfig(join(folder, 'kubeconfig'), server, token), key };
}

/** Starts an API server without controllers and scheduler. */
export async function startApiServer(): Promise<ApiServer> {
  const launcher = new Launcher('api-server');
  return launch(launcher, async () => ({ plane: await startStorage(launcher) }));
}

/** Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler on free ports; `address` is the API server's. */
export async function startControlPlane(launcher: Launcher, address?: string): Promise<ControlPlane> {
  const { key, ...plane } = await startStorage(launcher, address);
  const start = async (name: string, ...own: string[]) => {
    const port = await freePort();
    const args = [
      `--kubeconfig=${plane.kubeconfig}`,
      `--secure-port=${port}`,
      '--leader-elect=false',
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--bind-address=127.0.0.1',
      ...own,
    ];
    await launcher.start({ name, args }, () => get(`https://127.0.0.1:${port}/healthz`));
  };
  await Promise.all([
    start(
      'kube-controller-manager',
      `--service-account-private-key-file=${key}`,
      // What pods verify the API server with.
      `--root-ca-file=${join(launcher.folder, 'certs/apiserver.crt')}`,
      '--concurrent-daemonset-syncs=10',
      // A node becomes NotReady after 10 seconds, not after a minute. kwok renews its leases every 2 seconds.
      '--node-monitor-period=1s',
      '--node-monitor-grace-period=10s',
    ),
    start('kube-scheduler'),
  ]);
  return plane;
}
