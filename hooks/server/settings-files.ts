import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** How often files are checked: Kubernetes writes a changed Secret within about a minute. */
const INTERVAL_MILLISECONDS = 2000;

/** A certificate and its key, checked. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
  /** When the certificate expires, in milliseconds since the epoch. */
  readonly validTo: number;
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const message = `${variable}="${file}" cannot be read (${code}); name a file that the hook may read`;
    throw new Error(message, { cause: error });
  }
}

function parse<T>(variable: string, file: string, what: string, parser: () => T): T {
  try {
    return parser();
  } catch {
    // The cause may quote the key, and must not get into a log.
    throw new Error(`${variable}="${file}" is no ${what} in PEM form`);
  }
}

/**
 * Reads a certificate chain and its private key.
 * @throws Error that names the variable, the file and what is wrong: not readable, no PEM, key of another certificate
 */
export function readKeyPair(certFile: string, keyFile: string): KeyPair {
  const cert = read('TLS_CERT', certFile);
  const key = read('TLS_KEY', keyFile);
  const certificate = parse('TLS_CERT', certFile, 'certificate', () => new X509Certificate(cert));
  const privateKey = parse('TLS_KEY', keyFile, 'private key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(`TLS_KEY="${keyFile}" is not the key of the certificate in TLS_CERT="${certFile}"`);
  }
  parse('TLS_CERT', certFile, 'certificate chain', () => createSecureContext({ cert, key }));
  return { cert, key, validTo: Date.parse(certificate.validTo) };
}

/**
 * Reads bearer tokens: one a line, blank lines left out.
 * @throws Error that names the file: it is not readable, or it has no token
 */
export function readTokens(file: string): string[] {
  const lines = read('TOKEN_FILE', file).split('\n');
  const tokens = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (tokens.length === 0) throw new Error(`TOKEN_FILE="${file}" has no token; write one a line`);
  return tokens;
}

/**
 * Calls back when one of the files has changed. It checks them at intervals: the files of a Secret change by a link in
 * their path, which no watch of the file itself sees.
 */
export function watchFiles(files: readonly string[], onChange: () => void): void {
  for (const file of files) {
    watchFile(file, { interval: INTERVAL_MILLISECONDS, persistent: false }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) onChange();
    });
  }
}
