import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** What a backend answers on which ports. */
export interface Serving {
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly ports: readonly number[];
}

function plain(address = ''): string {
  return address.replace('::ffff:', '');
}

// Its name and the address of the client, then everything that it receives.
async function serveTcp(name: string, port: number): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${name} ${plain(socket.remoteAddress)}\n`);
    socket.pipe(socket);
  });
  server.listen({ host: '::', port, backlog: 1024 });
  await once(server, 'listening');
}

async function serveUdp(name: string, port: number): Promise<void> {
  const socket = createSocket('udp6');
  socket.on('message', (message, { address, port: from }) => {
    socket.send(`${name} ${plain(address)}\n${message.toString()}`, from, address);
  });
  socket.bind(port);
  await once(socket, 'listening');
}

/** Listens on all the ports, for both families. */
export async function serve({ name, protocol, ports }: Serving): Promise<void> {
  const listen = protocol === 'TCP' ? serveTcp : serveUdp;
  await Promise.all(ports.map((port) => listen(name, port)));
}
