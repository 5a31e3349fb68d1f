import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';

// A backend: `serve.ts 80/TCP 20000-20199/TCP 53/UDP`. It answers with its name (the variable NAME, else that of its host) and the
// address of the client, then with everything that it receives. To `flood` it answers with bytes until the connection ends.

const name = process.env['NAME'] ?? hostname();
const CHUNK = Buffer.alloc(1 << 20, 'x');

function plain(address = ''): string {
  return address.replace('::ffff:', '');
}

function pour(socket: Socket): void {
  while (!socket.destroyed && socket.write(CHUNK));
}

function serveTcp(port: number): void {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${name} ${plain(socket.remoteAddress)}\n`);
    socket.once('data', (request) => {
      if (request.toString() === 'flood') {
        socket.on('drain', () => {
          pour(socket);
        });
        pour(socket);
        return;
      }
      socket.write(request);
      socket.pipe(socket);
    });
  });
  server.listen({ host: '::', port, backlog: 1024 });
}

function serveUdp(port: number): void {
  const socket = createSocket('udp6');
  socket.on('message', (message, { address, port: from }) => {
    socket.send(`${name} ${plain(address)}\n${message.toString()}`, from, address);
  });
  socket.bind(port);
}

for (const argument of process.argv.slice(2)) {
  const [ports = '', protocol] = argument.split('/');
  const [first = 0, last = first] = ports.split('-').map(Number);
  for (let port = first; port <= last; port += 1) (protocol === 'UDP' ? serveUdp : serveTcp)(port);
}
process.on('SIGTERM', () => process.exit());
console.log('serving');
