import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { hostname } from 'node:os';

// Runs in the pods: answers with its name and the address of the caller, by TCP and by UDP.
const port = Number(process.env['BACKEND_PORT'] ?? '8080');
const line = (address = '?') => `${hostname()} ${address.replace('::ffff:', '')}\n`;

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.end(line(socket.remoteAddress));
}).listen(port);

const datagrams = createSocket('udp4').bind(port);
datagrams.on('message', (_, { address, port: from }) => {
  datagrams.send(line(address), from, address);
});

process.on('SIGTERM', () => {
  datagrams.close();
  server.close();
});
