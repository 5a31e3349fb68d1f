/** Every code of an error answer with its HTTP status; docs/reference.md has them. */
export const CODES = {
  EmptyBody: 400,
  InvalidJson: 400,
  IncompleteBody: 400,
  InvalidRequest: 400,
  HookVersion: 400,
  WrongParent: 400,
  Unauthorized: 401,
  NotFound: 404,
  MethodNotAllowed: 405,
  BodyTooLarge: 413,
  UnsupportedMediaType: 415,
  UnsupportedEncoding: 415,
  Overloaded: 429,
  Internal: 500,
} as const;

export type Code = keyof typeof CODES;

/**
 * The request is at fault (or, with code Internal, we are). The message is one sentence for the person who reads it in
 * `kubectl describe svc`, where Metacontroller shows the body of every error answer.
 */
export class RequestError extends Error {
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }

  get status(): number {
    return CODES[this.code];
  }

  get body(): { error: string; code: Code } {
    return { error: this.message, code: this.code };
  }
}
