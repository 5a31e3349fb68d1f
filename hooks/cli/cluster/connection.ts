import type { KubeConfig } from '@kubernetes/client-node';
import { CliError, EXIT } from '../exit.ts';

/** Which cluster to read, by the options of kubectl. */
export interface ClusterOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/** A cluster that can be read. */
export interface Connection {
  readonly config: KubeConfig;
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace: string;
}

/** The client is loaded only now, because that takes longer than most commands. */
async function load({ kubeconfig }: ClusterOptions): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const source = kubeconfig ?? 'The kubeconfig';
    const right = 'name the right one with --kubeconfig or KUBECONFIG';
    throw new CliError(EXIT.unreachable, `${source} cannot be used (${message}); ${right}.`);
  }
  return config;
}

/** Reads the kubeconfig as kubectl does; in a pod, its service account. @throws CliError */
export async function connect(options: ClusterOptions): Promise<Connection> {
  const config = await load(options);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) {
    const rule = `The kubeconfig has no context "${context}" with a cluster`;
    throw new CliError(EXIT.unreachable, `${rule}; kubectl config get-contexts lists all.`);
  }
  return { config, server, namespace: config.getContextObject(context)?.namespace ?? 'default' };
}
