import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

const CHUNK = Buffer.alloc(1 << 20, 'x');
const GREETING = 'welcome';
const FLOOD = 'flood';

/** Where to connect: one of the ports after the other. */
export interface Target {
  readonly address: string;
  readonly ports: readonly number[];
}

function pour(socket: Socket): void {
  while (!socket.destroyed && socket.write(CHUNK));
}

function answer(socket: Socket, request: string): void {
  if (request !== FLOOD) {
    socket.end(GREETING);
    return;
  }
  socket.on('drain', () => {
    pour(socket);
  });
  pour(socket);
}

async function listen(port: number): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (request) => {
      answer(socket, request.toString());
    });
  });
  server.listen({ host: '::', port, backlog: 1024 });
  await once(server, 'listening');
}

/** On every port a request is answered with a greeting and closed, or with bytes until the connection ends. */
export async function serveThroughput(ports: readonly number[]): Promise<void> {
  await Promise.all(ports.map(listen));
}

/** Bytes per second over one connection, once it has got going. */
export function bytesPerSecond({
  address,
  ports,
  milliseconds,
}: Target & { milliseconds: number }): Promise<number> {
  const [port = 0] = ports;
  const warmUp = 50;
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const onread = {
      buffer: Buffer.alloc(1 << 18),
      callback: (length: number): boolean => {
        bytes += length;
        return true;
      },
    };
    const socket = connect({ host: address, port, onread });
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.write(FLOOD);
      setTimeout(() => {
        const [start, before] = [performance.now(), bytes];
        setTimeout(() => {
          resolve(((bytes - before) / (performance.now() - start)) * 1000);
          socket.destroy();
        }, milliseconds);
      }, warmUp);
    });
  });
}

function greet(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    let greeted = false;
    socket.on('error', reject);
    socket.on('connect', () => socket.write(GREETING));
    socket.on('data', () => {
      greeted = true;
    });
    socket.on('close', () => {
      if (greeted) resolve();
      else reject(new Error(`port ${port} closed without a greeting`));
    });
  });
}

/** Connections per second, each of them made, used and closed; several at a time. */
export async function connectionsPerSecond({
  address,
  ports,
  times,
}: Target & { times: number }): Promise<number> {
  const parallel = 16;
  let made = 0;
  const start = performance.now();
  const connectOn = async (): Promise<void> => {
    while (made < times) {
      made += 1;
      await greet(address, ports[made % ports.length] ?? 0);
    }
  };
  await Promise.all(Array.from({ length: parallel }, connectOn));
  return (times / (performance.now() - start)) * 1000;
}
