import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const FOLDER = join(import.meta.dirname, '../../deploy/monitoring');

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The groups of deploy/monitoring/alerts.yaml. */
export interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Alert[] }[];
}

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: { readonly uid: string };
}

/** A panel of deploy/monitoring/dashboard.json. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}

export interface Dashboard {
  readonly templating: { readonly list: readonly { name: string; type: string; definition?: string }[] };
  readonly panels: readonly Panel[];
}

export function readManifest(file: string): unknown {
  return parse(readFileSync(join(FOLDER, file), 'utf8'));
}

export function readRules(): Rules {
  return (readManifest('alerts.yaml') as { spec: Rules }).spec;
}

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as Dashboard;
}
