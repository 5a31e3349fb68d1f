import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import type { Server } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';

import type { Launcher } from '../../../framework/processes/launcher.ts';
import { Namespace } from './namespace.ts';

const run = promisify(execFile);

/** The host's end of the network, where the nodes find the API server. */
const hostAddress = '10.77.0.1';
const hostLink = 'akrobateo0';

/** The addresses that the client can connect from, the usual one first. */
export const clientAddresses = ['10.77.0.200', '10.77.0.201'] as const;

/** A place on the network. */
export interface Place {
  namespace: Namespace;
  address: string;
}

// A pod's network namespace is to inherit its settings from its node, as on a machine of its own, not from this host.
const inherit = `
old=$(sysctl -n net.core.devconf_inherit_init_net)
sysctl -qw net.core.devconf_inherit_init_net=3
trap "sysctl -qw net.core.devconf_inherit_init_net=$old; exit" TERM
sleep infinity &
wait
`;

/** One network of 10.77.0.0/24 in the client's namespace; nodes are connected to it. It ends with the namespaces. */
export class Network {
  readonly client: Namespace;
  readonly #relays: Server[] = [];

  private constructor(client: Namespace) {
    this.client = client;
  }

  static async open(launcher: Launcher): Promise<Network> {
    await launcher.start({ name: 'inherit', command: '/bin/sh', args: ['-c', inherit] }, async () => {
      assert.equal(await readFile('/proc/sys/net/core/devconf_inherit_init_net', 'utf8'), '3\n');
    });
    const client = await Namespace.open(launcher, 'client');
    await client.run('ip', 'link', 'add', 'lan', 'type', 'bridge');
    await client.run('ip', 'link', 'set', 'lan', 'up');
    for (const address of clientAddresses)
      await client.run('ip', 'address', 'add', `${address}/24`, 'dev', 'lan');
    await run('ip', ['link', 'add', hostLink, 'type', 'veth', 'peer', 'name', 'host', 'netns', client.id]);
    await run('ip', ['address', 'add', `${hostAddress}/24`, 'dev', hostLink]);
    await run('ip', ['link', 'set', hostLink, 'up']);
    await client.run('ip', 'link', 'set', 'host', 'master', 'lan', 'up');
    return new Network(client);
  }

  /** Makes `eth0` of a namespace. */
  async plug({ namespace, address }: Place): Promise<void> {
    const { name, id } = namespace;
    // Run from outside the client's namespace of processes: there the id would mean another process.
    const peer = ['peer', 'name', 'eth0', 'netns', id];
    await run('nsenter', [...this.client.networkOnly, 'ip', 'link', 'add', name, 'type', 'veth', ...peer]);
    await this.client.run('ip', 'link', 'set', name, 'master', 'lan', 'up');
    await namespace.run('ip', 'address', 'add', `${address}/24`, 'dev', 'eth0');
    await namespace.run('ip', 'link', 'set', 'eth0', 'up');
    await namespace.run('ip', 'route', 'add', 'default', 'via', hostAddress);
  }

  /** Lets the network reach a server of this host's loopback; its URL there. */
  async relay(server: string): Promise<string> {
    const { port } = new URL(server);
    const relay = createServer((inside) => {
      const outside = connect(Number(port), '127.0.0.1');
      for (const [from, to] of [
        [inside, outside],
        [outside, inside],
      ] as const) {
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    }).listen(Number(port), hostAddress);
    await once(relay, 'listening');
    this.#relays.push(relay);
    return `https://${hostAddress}:${port}`;
  }

  /** Takes no more connections; the links go with the namespaces. */
  close(): void {
    for (const relay of this.#relays) relay.close();
  }
}
