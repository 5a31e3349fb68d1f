import { Ajv } from 'ajv';
import assert from 'node:assert/strict';
import { akrobateo, example } from './run.ts';

type Schema = Readonly<Record<string, object>>;

/** An object that has all of these fields. */
const having = (properties: Schema) => ({ type: 'object', properties, required: Object.keys(properties) });
const listOf = (items: object) => ({ type: 'array', minItems: 1, items });
const TEXT = { type: 'string', minLength: 1 };
const LINE = { type: 'integer', minimum: 1 };

// What GitHub requires: docs.github.com, SARIF support for code scanning.
const MESSAGE = having({ text: TEXT });
const RULE = having({ id: TEXT, shortDescription: MESSAGE, fullDescription: MESSAGE, help: MESSAGE });
const REGION = having({ startLine: LINE, startColumn: LINE, endLine: LINE, endColumn: LINE });
const FILE = having({ uri: { ...TEXT, pattern: '^test/cli/' } });
const RESULT = having({
  ruleId: TEXT,
  level: { enum: ['error', 'warning'] },
  message: MESSAGE,
  locations: listOf(having({ physicalLocation: having({ artifactLocation: FILE, region: REGION }) })),
  partialFingerprints: having({ primaryLocationLineHash: TEXT }),
});
const TOOL = having({ driver: having({ name: TEXT, rules: listOf(RULE) }) });
const RUNS = listOf(having({ tool: TOOL, results: listOf(RESULT) }));

describe('akrobateo lint --output sarif', () => {
  it('writes every field that GitHub requires, none of them empty', async () => {
    const { code, out } = await akrobateo(['lint', '-f', example('lint/bad'), '--output', 'sarif']);
    assert.equal(code, 1);
    const log = JSON.parse(out) as { runs: [{ tool: unknown; results: { partialFingerprints: object }[] }] };
    const ajv = new Ajv();
    assert.ok(
      ajv.validate(having({ $schema: TEXT, version: { const: '2.1.0' }, runs: RUNS }), log),
      ajv.errorsText(),
    );
    const [{ tool, results }] = log.runs;
    for (const [, rule] of out.matchAll(/"ruleId": (".*")/g))
      assert.ok(JSON.stringify(tool).includes(`"id":${rule ?? ''}`), rule);
    assert.equal(new Set(results.map((each) => JSON.stringify(each.partialFingerprints))).size, 6);
  });
});
