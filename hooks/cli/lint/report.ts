import { createHash } from 'node:crypto';
import { VERSION } from '../../version.ts';
import { RULES } from './findings.ts';
import type { Finding } from './findings.ts';

/** For people and editors: `deploy/web.yaml:12: error: ...`, and a summary. */
export function findingsText(findings: readonly Finding[], checked: string): string {
  const lines = findings.map(
    ({ file, position, level, object, message, rule }) =>
      `${file}:${position.line}: ${level}: ${object}: ${message} (${rule})\n`,
  );
  const errors = findings.filter(({ level }) => level === 'error').length;
  return `${lines.join('')}${checked}, errors: ${errors}, warnings: ${findings.length - errors}\n`;
}

/** Percent signs and line feeds would end a command of a workflow; in its properties also colons and commas. */
function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => encodeURIComponent(character));
}

/** Annotations of a workflow of GitHub Actions. */
export function githubText(findings: readonly Finding[]): string {
  const lines = findings.map(({ file, position, level, object, message, rule }) => {
    const where = `file=${escaped(file, /[%\r\n:,]/g)},line=${position.line},col=${position.col},title=${rule}`;
    return `::${level} ${where}::${escaped(`${object}: ${message}`, /[%\r\n]/g)}\n`;
  });
  return lines.join('');
}

function resultOf({ rule, level, file, position, field, object, message }: Finding): object {
  const { line, col } = position;
  const region = { startLine: line, startColumn: col, endLine: line, endColumn: col + 1 };
  // Lines move. What stays the same is the field.
  const same = createHash('sha256').update(`${rule} ${file} ${object} ${field}`).digest('hex').slice(0, 16);
  return {
    ruleId: rule,
    level,
    message: { text: `${object}: ${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region } }],
    partialFingerprints: { primaryLocationLineHash: `${same}:1` },
  };
}

/** SARIF 2.1.0, with the fields that code scanning of GitHub requires. */
export function sarifText(findings: readonly Finding[]): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({
    id,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: `${text} See docs/guides/troubleshooting.md of Akrobateo.` },
  }));
  const driver = { name: 'akrobateo lint', version: VERSION.version, rules };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results: findings.map(resultOf) }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
