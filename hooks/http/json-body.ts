import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { RequestError } from './request-error.ts';

const JSON_UTF8 = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i;

function requireJsonType(request: Request, _response: Response, next: NextFunction): void {
  const type = request.headers['content-type'] ?? '';
  if (!JSON_UTF8.test(type)) {
    const shown = type === '' ? 'none was sent' : `"${type}" was sent`;
    throw new RequestError(
      'UnsupportedMediaType',
      `Content-Type must be application/json in UTF-8; ${shown}.`,
    );
  }
  next();
}

function tooLarge(maxBody: number): RequestError {
  return new RequestError('BodyTooLarge', `The request is larger than ${maxBody} bytes; raise MAX_BODY.`);
}

// body-parser reads a body that is too large to its end before it refuses it; one that says so at once need not come.
function refuseTooLarge(maxBody: number): RequestHandler {
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBody) {
      response.setHeader('Connection', 'close');
      throw tooLarge(maxBody);
    }
    next();
  };
}

/** Maps what body-parser raises (it names each fault in `type`) to our codes; anything else is passed on. */
export function bodyError(
  error: { type?: string; code?: string },
  maxBody: number,
): RequestError | undefined {
  switch (error.type) {
    case 'entity.too.large':
      return tooLarge(maxBody);
    case 'encoding.unsupported':
      return new RequestError('UnsupportedEncoding', 'Content-Encoding must be gzip, deflate, br or absent.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new RequestError('IncompleteBody', 'The body is shorter or longer than its Content-Length.');
    default:
      return error.code?.startsWith('Z_') || error.code?.startsWith('ERR__ERROR_FORMAT')
        ? new RequestError('InvalidJson', 'The body does not decompress as its Content-Encoding says.')
        : undefined;
  }
}

/** The handlers that put the raw body, decompressed and bounded, into `request.body`. */
export function jsonBody(maxBody: number): RequestHandler[] {
  return [requireJsonType, refuseTooLarge(maxBody), express.raw({ type: () => true, limit: maxBody })];
}

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
