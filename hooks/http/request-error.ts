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
 * The request is wrong (or, with code Internal, the hook is). The message is one sentence for the person who reads it in
 * `kubectl describe svc`, where Metacontroller shows the body of every error answer.
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: Code;
  readonly status: number;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
    this.status = CODES[code];
  }
}
