import { join, resolve } from 'node:path';

/** The checkout that is tested. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The suite's own manifests (kwok stages, fallback CRDs). */
export const manifests = join(import.meta.dirname, '../cluster/manifests');
