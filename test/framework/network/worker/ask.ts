import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';

/** Where to send a request, and from where. */
export interface Question {
  readonly address: string;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
  /** One of the client's addresses. */
  readonly from?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** `<backend> <address of the client that it saw>`, or what failed: `timeout`, or the code of an error. */
export type Reply = string;

const TEXT = 'sent back';

function askTcp({ address, port, from, timeout = 5000 }: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(from === undefined ? {} : { localAddress: from }) });
    let received = '';
    const finish = (reply: Reply): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      finish('timeout');
    }, timeout);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    socket.on('close', () => {
      finish('closed');
    });
    socket.on('connect', () => socket.write(TEXT));
    socket.on('data', (data) => {
      received += data.toString();
      if (received.endsWith(`\n${TEXT}`)) finish(received.replace(`\n${TEXT}`, ''));
    });
  });
}

/** A UDP flow. Its socket is connected, so it only receives from the address that it sends to. */
export class Flow {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open({ address, port, from }: Question): Promise<Flow> {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const isOpen = new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.bind({ port: 0, ...(from === undefined ? {} : { address: from }) }, () => {
      socket.connect(port, address);
    });
    await isOpen;
    return new Flow(socket);
  }

  /** Sends one datagram and waits for the next one that is received. */
  async ask(timeout: number): Promise<Reply> {
    const socket = this.#socket;
    const reply = await new Promise<Reply>((resolve) => {
      const timer = setTimeout(resolve, timeout, 'timeout');
      socket.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        resolve(error.code ?? error.message);
      });
      socket.once('message', (message) => {
        clearTimeout(timer);
        resolve(message.toString().replace(`\n${TEXT}`, ''));
      });
      socket.send(TEXT);
    });
    socket.removeAllListeners('error').removeAllListeners('message');
    // An error without a listener would end the process.
    socket.on('error', () => undefined);
    return reply;
  }

  close(): void {
    this.#socket.close();
  }
}

/** Three datagrams of one flow; the last reply, or the first failure. */
async function askUdp(question: Question): Promise<Reply> {
  const flow = await Flow.open(question);
  let reply = '';
  for (let left = 3; left > 0; left -= 1) {
    reply = await flow.ask(question.timeout ?? 5000);
    if (!reply.includes(' ')) break;
  }
  flow.close();
  return reply;
}

/** Sends one request, by a connection or a flow of its own. Never throws: a failure is a reply too. */
export function ask(question: Question): Promise<Reply> {
  return question.protocol === 'UDP' ? askUdp(question) : askTcp(question);
}

/** How often each reply came. */
export async function askOften({
  times,
  parallel,
  ...question
}: Question & { times: number; parallel: number }) {
  const tally: Record<Reply, number> = {};
  let left = times;
  const askOn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const reply = await ask(question);
      tally[reply] = (tally[reply] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: parallel }, askOn));
  return tally;
}
