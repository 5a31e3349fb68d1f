import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const FOLDER = join(import.meta.dirname, '../../deploy/monitoring');

/** The groups of deploy/monitoring/alerts.yaml. */
export interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** deploy/monitoring/dashboard.json */
export interface Dashboard {
  readonly templating: { readonly list: readonly { name: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly {
      readonly expr: string;
      readonly legendFormat: string;
      readonly datasource: { readonly uid: string };
    }[];
  }[];
}

export function readManifest(file: string): unknown {
  return parse(readFileSync(join(FOLDER, file), 'utf8'));
}

export function readRules(): Rules {
  return (readManifest('alerts.yaml') as { spec: Rules }).spec;
}

export function readDashboard(): Dashboard {
  return readManifest('dashboard.json') as Dashboard;
}
