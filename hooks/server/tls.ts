import { X509Certificate, createPrivateKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readSettingsFile } from './watched-file.ts';

/** A certificate and its key, checked. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
  /** When the certificate ends, in milliseconds since the epoch. */
  readonly validTo: number;
}

function parse<T>(variable: string, file: string, what: string, read: () => T): T {
  try {
    return read();
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
  const cert = readSettingsFile('TLS_CERT', certFile);
  const key = readSettingsFile('TLS_KEY', keyFile);
  const certificate = parse('TLS_CERT', certFile, 'certificate', () => new X509Certificate(cert));
  const privateKey = parse('TLS_KEY', keyFile, 'private key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(`TLS_KEY="${keyFile}" is not the key of the certificate in TLS_CERT="${certFile}"`);
  }
  parse('TLS_CERT', certFile, 'certificate chain', () => createSecureContext({ cert, key }));
  return { cert, key, validTo: Date.parse(certificate.validTo) };
}

/** What is wrong with the times of a certificate; undefined: nothing. */
export function expiryWarning({ validTo }: KeyPair, now: number): string | undefined {
  if (validTo > now) return undefined;
  return `the certificate has ended at ${new Date(validTo).toISOString()}: callers will refuse it`;
}
