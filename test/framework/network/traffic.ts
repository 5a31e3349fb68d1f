import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { text } from 'node:stream/consumers';

/** Where to send a request, and from where. */
export interface Target {
  readonly address: string;
  readonly port: number;
  /** TCP by default. */
  readonly protocol?: 'TCP' | 'UDP';
  /** One of the client's addresses. */
  readonly from?: string;
  /** Milliseconds; 5000 by default. */
  readonly timeout?: number;
}

/** `<backend> <address of the client that it saw>`, or what failed: `timeout`, or the code of an error. */
export type Reply = string;

const TEXT = 'sent back';

function replyIn(received: string): Reply {
  return received.endsWith(`\n${TEXT}`) ? received.replace(`\n${TEXT}`, '') : 'closed';
}

function failureOf(error: unknown): Reply {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ABORT_ERR' ? 'timeout' : (code ?? message);
}

async function askTcp({ address, port, from, timeout = 5000 }: Target): Promise<Reply> {
  const local = from === undefined ? {} : { localAddress: from };
  const socket = connect({ host: address, port, ...local, signal: AbortSignal.timeout(timeout) });
  try {
    return replyIn(await text(socket.end(TEXT)));
  } catch (error) {
    return failureOf(error);
  }
}

/** A UDP flow. Its socket is connected, so it only receives from the address that it sends to. */
export class Flow {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open({ address, port, from }: Target): Promise<Flow> {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    // An error without a listener would end the process.
    socket.on('error', () => undefined);
    socket.bind({ port: 0, ...(from === undefined ? {} : { address: from }) });
    await once(socket, 'listening');
    socket.connect(port, address);
    await once(socket, 'connect');
    return new Flow(socket);
  }

  /** Sends one datagram and waits for the next one that is received. */
  async ask(timeout: number): Promise<Reply> {
    const received = once(this.#socket, 'message', { signal: AbortSignal.timeout(timeout) });
    this.#socket.send(TEXT);
    try {
      const [message] = (await received) as [Buffer];
      return replyIn(message.toString());
    } catch (error) {
      return failureOf(error);
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** Three datagrams of one flow; the last reply, or the first failure. */
async function askUdp(target: Target): Promise<Reply> {
  const flow = await Flow.open(target);
  let reply = '';
  for (let left = 3; left > 0; left -= 1) {
    reply = await flow.ask(target.timeout ?? 5000);
    if (!reply.includes(' ')) break;
  }
  flow.close();
  return reply;
}

/** Sends one request, by a connection or a flow of its own. A failure is a reply too. */
export function ask(target: Target): Promise<Reply> {
  return target.protocol === 'UDP' ? askUdp(target) : askTcp(target);
}

/** Sends requests to one target after the other, several at a time; how often each reply came. */
export async function askOften(
  targets: readonly Target[],
  times: number,
  parallel = 1,
): Promise<Record<Reply, number>> {
  const tally: Record<Reply, number> = {};
  const left = Array.from({ length: times }, (_, index) => targets[index % targets.length]);
  const askOn = async (): Promise<void> => {
    for (let target = left.pop(); target !== undefined; target = left.pop()) {
      const reply = await ask(target);
      tally[reply] = (tally[reply] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: parallel }, askOn));
  return tally;
}
