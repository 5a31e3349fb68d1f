import type { KubeConfig } from '@kubernetes/client-node';
import { CliError, EXIT } from '../exit.ts';

/** Which cluster is meant, as kubectl's options say it. */
export interface ClusterOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/** A cluster that can be asked. */
export interface Connection {
  readonly config: KubeConfig;
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace: string;
}

/** What the client takes when there is no kubeconfig anywhere; nobody has meant it. */
const NOBODYS_SERVER = 'http://localhost:8080';

function unusable(message: string): CliError {
  return new CliError(EXIT.unreachable, message);
}

/** The client is loaded only now, for it takes longer than most commands. */
async function load({ kubeconfig }: ClusterOptions): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const source = kubeconfig ?? 'The kubeconfig';
    throw unusable(
      `${source} cannot be used (${message}); name the right one with --kubeconfig or KUBECONFIG.`,
    );
  }
  return config;
}

function chooseContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name);
    throw unusable(`The kubeconfig has no context ${context}; it has ${names.join(', ') || 'none'}.`);
  }
  config.setCurrentContext(context);
}

/** Reads the kubeconfig as kubectl does; in a pod, its service account. @throws CliError */
export async function connect(options: ClusterOptions): Promise<Connection> {
  const config = await load(options);
  if (options.context !== undefined) chooseContext(config, options.context);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) {
    const right = 'kubectl config get-contexts shows those that there are';
    throw unusable(`The kubeconfig's context "${config.getCurrentContext()}" names no cluster; ${right}.`);
  }
  if (server === NOBODYS_SERVER && options.kubeconfig === undefined && config.getUsers().length <= 1) {
    throw unusable('There is no kubeconfig; name one with --kubeconfig or KUBECONFIG.');
  }
  return {
    config,
    server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
  };
}
