import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { RequestError } from './request-error.ts';

const ADVICE =
  'set hooks.*.webhook.authorization of the controller to the Secret that the hook has as TOKEN_FILE.';

// Digests have one length whatever was sent, so neither length nor content can be measured by the time.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isOneOf(tokens: readonly string[], sent: string): boolean {
  const own = digest(sent);
  // Every token is compared, so the time does not depend on which one is right.
  return tokens.map((token) => timingSafeEqual(digest(token), own)).includes(true);
}

/**
 * Lets only requests with one of the tokens pass, `Authorization: Bearer <token>`.
 * @param tokens the current ones; undefined: everybody may call
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
    const fault =
      sent === undefined ? 'There is no bearer token in the request' : 'The bearer token is not right';
    throw new RequestError('Unauthorized', `${fault}; ${ADVICE}`);
  };
}
