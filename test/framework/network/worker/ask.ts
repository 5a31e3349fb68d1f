import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';

/** Whom to ask, and as whom. */
export interface Question {
  readonly address: string;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
  /** One of the client's addresses. */
  readonly from?: string;
  /** After how many milliseconds silence is an answer. */
  readonly patience?: number;
}

/** Which backend has answered and whom it saw, or what went wrong: `silence`, an error's code. */
export type Reply = string;

const WORDS = 'to be sent back';
const SILENCE = 'silence';

function askTcp({ address, port, from, patience = 5000 }: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(from === undefined ? {} : { localAddress: from }) });
    let heard = '';
    const finish = (reply: Reply): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(patience, () => {
      finish(SILENCE);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    socket.on('close', () => {
      finish('closed');
    });
    socket.on('connect', () => socket.write(WORDS));
    socket.on('data', (data) => {
      heard += data.toString();
      if (heard.endsWith(`\n${WORDS}`)) finish(heard.replace(`\n${WORDS}`, ''));
    });
  });
}

// Connected, so that only what comes from the address that was asked is heard. Three datagrams of one flow.
function askUdp({ address, port, from, patience = 5000 }: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const finish = (reply: Reply): void => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      finish(SILENCE);
    }, patience);
    let left = 3;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    socket.on('message', (message) => {
      left -= 1;
      if (left > 0) socket.send(WORDS);
      else finish(message.toString().replace(`\n${WORDS}`, ''));
    });
    socket.bind({ port: 0, ...(from === undefined ? {} : { address: from }) }, () => {
      socket.connect(port, address, () => {
        socket.send(WORDS);
      });
    });
  });
}

/** Asks once, by a connection or a flow of its own. Never throws: what went wrong is a reply too. */
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
