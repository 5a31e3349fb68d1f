import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { eventually } from '../framework/processes/eventually.ts';
import { loadRules, runIn } from '../framework/network/namespace.ts';
import type { Namespace } from '../framework/network/namespace.ts';
import { BACKEND, NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { servicePort } from '../framework/network/service.ts';

type RawSocket = ChildProcessByStdio<Writable, Readable, null>;

/** Bytes written become packets, packets become bytes; socat has the raw sockets that Node lacks. */
async function rawSocket(namespace: Namespace, address: string): Promise<RawSocket> {
  const socket = spawn('nsenter', [...namespace.entry, 'socat', '-', address], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // The kernel lists a raw socket by its protocol, 132 in hexadecimal, in the place of a port.
  const isOpen = (): void => {
    assert.match(runIn(namespace, ['cat', '/proc/net/raw', '/proc/net/raw6']), /:0084 /);
  };
  await eventually(isOpen, { timeout: 5000, interval: 20, what: 'socat opened no raw socket' });
  return socket;
}

// Packets as RFC 9260 lays them out: ports, verification tag, CRC32c; then one chunk. Their addresses are not part of the checksum, and
// the proxy keeps both ports, so each has to arrive as it was sent.
const INIT = Buffer.from('9c4013c4000000009470699a' + '010000140a0b0c0d000100000001000100000001', 'hex');
const INIT_ACK = Buffer.from(
  '13c49c400a0b0c0da1c415d0' + '0200001c0a0b0c0d0001000000010001000000010007000801020304',
  'hex',
);

async function carries(packet: Buffer, from: RawSocket, to: RawSocket): Promise<void> {
  const arrived = once(to.stdout, 'data');
  from.stdin.write(packet);
  const [received] = (await arrived) as [Buffer];
  assert.equal(received.toString('hex'), packet.toString('hex'));
}

// A kernel with SCTP would abort an association that it does not know.
function dropAborts(namespace: Namespace): void {
  const rule = 'add rule inet raw output meta l4proto sctp sctp chunk abort exists drop';
  const chain = 'add chain inet raw output { type filter hook output priority 0; }';
  loadRules(namespace, ['add table inet raw', chain, rule]);
}

describe('SCTP through the proxy', () => {
  const network = useProxyNetwork();
  const hasSocat = spawnSync('socat', ['-V']).status === 0;

  for (const family of ['IPv4', 'IPv6'] as const) {
    const what = `carries an INIT to the backend and its INIT ACK back, over ${family}`;
    it(`${what} (raw packets by socat; left out without it)`, async function () {
      if (!hasSocat) this.skip();
      const { client, backend } = network();
      const spec = { families: [family], ports: [servicePort('5060/SCTP')] };
      await network().expose(spec, [BACKEND]);
      [client, backend].forEach(dropAborts);
      const socat =
        family === 'IPv4' ? { type: 'IP4', host: NODE.IPv4 } : { type: 'IP6', host: `[${NODE.IPv6}]` };
      const server = await rawSocket(backend, `${socat.type}-RECVFROM:132`);
      const socket = await rawSocket(client, `${socat.type}-SENDTO:${socat.host}:132`);
      await carries(INIT, socket, server);
      await carries(INIT_ACK, server, socket);
    });
  }
});
