import { createSocket } from 'node:dgram';
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
const TIMEOUT = 'timeout';

function askTcp({ address, port, from, timeout = 5000 }: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(from === undefined ? {} : { localAddress: from }) });
    let received = '';
    const finish = (reply: Reply): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(timeout, () => {
      finish(TIMEOUT);
    });
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

// Connected, so that only what comes from the address that was asked is received. Three datagrams of one flow.
function askUdp({ address, port, from, timeout = 5000 }: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const finish = (reply: Reply): void => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      finish(TIMEOUT);
    }, timeout);
    let left = 3;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    socket.on('message', (message) => {
      left -= 1;
      if (left > 0) socket.send(TEXT);
      else finish(message.toString().replace(`\n${TEXT}`, ''));
    });
    socket.bind({ port: 0, ...(from === undefined ? {} : { address: from }) }, () => {
      socket.connect(port, address, () => {
        socket.send(TEXT);
      });
    });
  });
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
