import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import express from 'express';
import request from 'supertest';
import { messageClasses } from '../../../hooks/server/create-server.ts';

describe('the classes of messages', () => {
  it('have the prototypes of express before express gets to see a message', async () => {
    const app = express();
    const seen: unknown[] = [];
    const server = createServer(messageClasses(app), (received, response) => {
      seen.push(
        Object.getPrototypeOf(received) === app.request,
        Object.getPrototypeOf(response) === app.response,
      );
      app(received, response);
    });
    app.get('/', (received, response) => void response.json({ host: received.get('Host') !== undefined }));
    await request(server).get('/').expect(200, { host: true });
    assert.deepEqual(seen, [true, true]);
  });
});
