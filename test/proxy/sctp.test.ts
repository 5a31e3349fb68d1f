import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { eventually } from '../framework/processes/eventually.ts';
import { into, loadRules, runIn } from '../framework/network/namespace.ts';
import type { Namespace } from '../framework/network/namespace.ts';
import { BACKEND, NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { decodeSctp, encodeSctp } from './sctp.ts';
import type { SctpPacket } from './sctp.ts';
import { servicePort } from '../framework/network/service.ts';

type RawSocket = ChildProcessByStdio<Writable, Readable, null>;

/** Bytes written become packets, packets become bytes; socat has the raw sockets that Node lacks. */
async function rawSocket(namespace: Namespace, address: string): Promise<RawSocket> {
  const socket = spawn('nsenter', [...into(namespace), 'socat', '-', address], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  namespace.adopt(socket);
  // The kernel lists a raw socket by its protocol, 132 in hexadecimal, in the place of a port.
  const isOpen = (): void => {
    assert.match(runIn(namespace, ['cat', '/proc/net/raw', '/proc/net/raw6']), /:0084 /);
  };
  await eventually(isOpen, { timeout: 5000, interval: 20, what: 'socat opened no raw socket' });
  return socket;
}

async function received(socket: RawSocket): Promise<NonNullable<ReturnType<typeof decodeSctp>>> {
  const [packet] = (await once(socket.stdout, 'data')) as [Buffer];
  return decodeSctp(packet) ?? assert.fail('received neither INIT nor INIT ACK, or a wrong checksum');
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
      const { client, backend } = network().namespaces;
      const spec = { families: [family], ports: [servicePort('5060/SCTP')] };
      await network().expose(spec, [BACKEND]);
      [client, backend].forEach(dropAborts);
      const socat =
        family === 'IPv4' ? { type: 'IP4', host: NODE.IPv4 } : { type: 'IP6', host: `[${NODE.IPv6}]` };
      const server = await rawSocket(backend, `${socat.type}-RECVFROM:132`);
      const socket = await rawSocket(client, `${socat.type}-SENDTO:${socat.host}:132`);

      const init: SctpPacket = { from: 40_000, to: 5060, verificationTag: 0, chunk: 'INIT' };
      const arrived = received(server);
      socket.stdin.write(encodeSctp(init));
      const { from, to, chunk, initiateTag } = await arrived;
      assert.deepEqual({ to, chunk }, { to: 5060, chunk: 'INIT' });

      const back = received(socket);
      server.stdin.write(encodeSctp({ from: to, to: from, verificationTag: initiateTag, chunk: 'INIT ACK' }));
      const reply = await back;
      assert.deepEqual(
        { from: reply.from, to: reply.to, chunk: reply.chunk },
        { from: 5060, to: 40_000, chunk: 'INIT ACK' },
      );
    });
  }
});
