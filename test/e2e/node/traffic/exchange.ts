import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';

/** What to call; `from` is one of the client's own addresses. */
export interface Target {
  protocol: 'TCP' | 'UDP';
  address: string;
  port: number;
  from?: string;
}

/** Which pod has answered, and the address of the caller that it saw. */
export interface Answer {
  backend: string;
  caller: string;
}

function read(line: string): Answer {
  const [backend, caller] = line.trim().split(' ');
  if (backend === undefined || backend === '' || caller === undefined)
    throw new Error('closed without an answer');
  return { backend, caller };
}

async function byTcp({ address, port, from }: Target, timeout: number): Promise<Answer> {
  const socket = createConnection({
    host: address,
    port,
    ...(from === undefined ? {} : { localAddress: from }),
  });
  const timer = setTimeout(() => socket.destroy(new Error('timeout')), timeout);
  try {
    return read(await text(socket));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Sends one datagram by a bound socket and waits for one from where it was sent. */
export async function ask(socket: Socket, { address, port }: Target, timeout: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      socket.removeAllListeners('message').removeAllListeners('error');
    };
    const timer = setTimeout(() => {
      done();
      reject(new Error('timeout'));
    }, timeout);
    socket.on('message', (message, from) => {
      if (from.address !== address || from.port !== port) return;
      done();
      resolve(read(message.toString()));
    });
    socket.once('error', (error) => {
      done();
      reject(error);
    });
    socket.send('who\n', port, address);
  });
}

/** A socket for `ask`. */
export async function openSocket(from = '0.0.0.0'): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.bind(0, from, () => {
      resolve(socket);
    });
  });
}

async function byUdp(target: Target, timeout: number): Promise<Answer> {
  const socket = await openSocket(target.from);
  try {
    return await ask(socket, target, timeout);
  } finally {
    socket.close();
  }
}

/**
 * One connection, or one datagram and its answer.
 * @throws {Error} with the system's code (`ECONNREFUSED`) or `timeout`
 */
export async function exchange(target: Target, timeout = 2000): Promise<Answer> {
  return target.protocol === 'TCP' ? byTcp(target, timeout) : byUdp(target, timeout);
}
