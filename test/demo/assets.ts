import { homedir } from 'node:os';
import { join } from 'node:path';

const lab = process.env['AKROBATEO_LAB'] ?? join(homedir(), '.cache/akrobateo-lab');

/** Where the programs are looked for first; the e2e framework goes by this variable too, so it is set before that is read. */
export const assets = (process.env['KUBEBUILDER_ASSETS'] ??= join(lab, 'bin'));
