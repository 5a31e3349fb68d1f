/** What `npm audit --json` has found. */
export interface Verdict {
  readonly fails: boolean;
  readonly sentence: string;
}

interface Report {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
  readonly statusCode?: number;
  readonly error?: { readonly code?: string };
}

/** Reads the report. A registry that cannot be asked for advisories is no finding, and fails nothing. */
export function auditVerdict(output: string): Verdict {
  const report = JSON.parse(output || '{}') as Report;
  const { auditReportVersion, vulnerabilities = {}, statusCode, error } = report;
  if (auditReportVersion === undefined) {
    const why = statusCode === undefined ? (error?.code ?? 'no answer') : `status ${statusCode}`;
    return {
      fails: false,
      sentence: `The dependencies were not audited: the registry could not be asked for advisories (${why}).`,
    };
  }
  const found = Object.entries(vulnerabilities).map(([name, { severity }]) => `${name} (${severity})`);
  if (found.length === 0) return { fails: false, sentence: 'No production dependency has a known fault.' };
  return { fails: true, sentence: `Production dependencies with known faults: ${found.join(', ')}.` };
}
