import type { RequestHandler } from 'express';
import { RequestError } from './request-error.ts';

const JSON_UTF8 = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i;

/** Lets only requests pass whose body is JSON, as its Content-Type says. */
export const requireJsonType: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type'] ?? '';
  if (!JSON_UTF8.test(type)) {
    const shown = type === '' ? 'none was sent' : `"${type}" was sent`;
    throw new RequestError(
      'UnsupportedMediaType',
      `Content-Type must be application/json in UTF-8; ${shown}.`,
    );
  }
  next();
};

/**
 * Parses a body once.
 * @throws RequestError EmptyBody, InvalidJson
 */
export function parseBody(body: unknown): unknown {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const text = bytes.toString('utf8');
  if (text.trim() === '')
    throw new RequestError('EmptyBody', 'The body is empty; send the JSON request of a Metacontroller hook.');
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(
      'InvalidJson',
      `The body is no complete JSON document (${bytes.length} bytes were received).`,
    );
  }
}
