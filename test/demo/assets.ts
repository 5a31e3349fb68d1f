import { homedir } from 'node:os';
import { join } from 'node:path';

const lab = process.env['AKROBATEO_LAB'] ?? join(homedir(), '.cache/akrobateo-lab');

/** Where the programs are looked for first. The framework reads this variable too, so it is set before the framework is imported. */
export const assets = (process.env['KUBEBUILDER_ASSETS'] ??= join(lab, 'bin'));
