import { stringify } from 'yaml';

// kubectl reads YAML 1.1, where yes is true and a time is not text. A folded line would be bad in a diff.
const OPTIONS = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Documents as one YAML stream, as kubectl takes it. */
export function yamlText(documents: readonly unknown[]): string {
  return documents.map((document) => stringify(document, OPTIONS)).join('---\n');
}

/** One value as YAML or JSON, with a line feed at its end. */
export function structuredText(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'yaml' ? yamlText([value]) : `${JSON.stringify(value, null, 2)}\n`;
}
