import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { RequestError } from './request-error.ts';

/** Tokens as they came from a file: one a line, blank lines left out. */
export function readTokens(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

// Digests have one length whatever was sent, so that neither length nor content shows in the time.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isOneOf(tokens: readonly string[], sent: string): boolean {
  const own = digest(sent);
  return tokens.map((token) => timingSafeEqual(digest(token), own)).includes(true);
}

/**
 * Lets only requests with one of the tokens pass, `Authorization: Bearer <token>`.
 * @param tokens those that are right now; undefined: everybody may call
 */
export function requireToken(tokens: () => readonly string[] | undefined): RequestHandler {
  return (request, response, next) => {
    const allowed = tokens();
    const [, sent] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    if (allowed === undefined || (sent !== undefined && isOneOf(allowed, sent))) {
      next();
      return;
    }
    response.setHeader('WWW-Authenticate', 'Bearer');
    const what =
      sent === undefined ? 'There is no bearer token in the request' : 'The bearer token is not right';
    throw new RequestError(
      'Unauthorized',
      `${what}; set hooks.*.webhook.authorization of the controller to the Secret that the hook has as TOKEN_FILE.`,
    );
  };
}
