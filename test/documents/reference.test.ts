import assert from 'node:assert/strict';
import { readConfig, VARIABLES } from '../../hooks/config.ts';
import { CODES } from '../../hooks/http/request-error.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import * as keys from '../../hooks/kubernetes/keys.ts';
import { ANNOTATIONS } from '../../hooks/services/annotations.ts';
import { RESERVED_PORTS } from '../../hooks/kubernetes/reserved-ports.ts';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import { Ledger } from '../../hooks/telemetry/ledger.ts';
import { createMetrics } from '../../hooks/telemetry/metrics.ts';
import { pairs } from '../golden.ts';
import { documentAt, tableOf } from './documents.ts';

const reference = documentAt('docs/reference.md');

describe('docs/reference.md', () => {
  it('has every environment variable with its default', () => {
    const rows = tableOf(reference, '| Variable | Default | Meaning |');
    const want = Object.entries(VARIABLES).map(([name, { fallback }]) => [name, fallback]);
    assert.deepEqual(
      rows.map(([name, fallback]) => [name, fallback]),
      want,
    );
  });

  it('has every reserved port with what listens there', () => {
    const rows = tableOf(reference, '| Reserved port | Who listens there |');
    assert.deepEqual(rows, Object.entries(RESERVED_PORTS));
  });

  it('has every annotation with an example that is right', () => {
    const rows = tableOf(reference, '| Annotation | Example | Meaning |');
    const want = Object.entries(ANNOTATIONS).map(([name, { example }]) => [name, example]);
    assert.deepEqual(
      rows.map(([name, example]) => [name, example]),
      want,
    );
    for (const { parse: read, example } of Object.values(ANNOTATIONS))
      assert.ok('value' in read(example), example);
  });

  it('has every metric with its type, labels and meaning', () => {
    const { registry } = createMetrics(new Ledger(Date.now), '1.2.3', () => 0);
    const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('akrobateo_'));
    const want = ours.map((metric) => {
      const { labelNames } = metric as unknown as { labelNames: string[] };
      return [metric.name, String(metric.type), labelNames.join(', '), metric.help];
    });
    assert.deepEqual(tableOf(reference, '| Metric | Type | Labels | Meaning |'), want);
  });

  it('has every error code with its status', () => {
    const want = Object.entries(CODES).map(([code, status]) => [code, String(status)]);
    assert.deepEqual(tableOf(reference, '| Code | Status |'), want);
  });

  it('names every label, annotation and condition of the project', () => {
    const names = Object.values(keys).filter((name) => name !== keys.PREFIX);
    for (const name of names) assert.ok(reference.text.includes(`\`${name}\``), name);
  });

  it('names every hook', () => {
    for (const path of Object.keys(hooksByPath(readConfig({}), Date.now)))
      assert.ok(reference.text.includes(`\`${path}\``), path);
  });
});

describe('README', () => {
  const { text } = documentAt('README.md');

  it('shows parts of the answer that its curl line gets', () => {
    const [, file = ''] = /-d @test\/fixtures\/(\S+)\.request\.json/.exec(text) ?? [];
    const [, shown = ''] = /```json\n([^]*?)\n```/.exec(text) ?? [];
    const pair = pairs().find(({ name }) => name === file);
    const parts = new Set<string>();
    const answer = hooksByPath(readConfig({}), Date.now)[pair?.path ?? '']?.(pair?.request);
    JSON.stringify(answer, (_, part: unknown) => {
      parts.add(JSON.stringify(part));
      return part;
    });
    for (const line of shown.split('\n')) assert.ok(parts.has(line), line);
  });
});

describe('docs/guides/troubleshooting.md', () => {
  const { text } = documentAt('docs/guides/troubleshooting.md');
  const sections = text.split(/^## /m).slice(1);
  const headings = sections.map((section) => section.split('\n')[0] ?? '');

  it('has a section for each reason, in their order', () => {
    const reasons = Object.keys(PROBLEMS);
    assert.deepEqual(headings.slice(0, reasons.length), reasons);
  });

  for (const [reason, meaning] of Object.entries(PROBLEMS)) {
    it(`says what ${reason} means, how to see it and what to do`, () => {
      const section = sections.find((each) => each.startsWith(`${reason}\n`)) ?? '';
      assert.ok(
        section.startsWith(`${reason}\n\n${meaning}\n\n`),
        `"${meaning}" is to be its first paragraph`,
      );
      for (const part of ['- **See**:', '- **Do**:', '```sh\n']) assert.ok(section.includes(part), part);
    });
  }
});
