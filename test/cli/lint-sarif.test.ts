import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { akrobateo, example } from './run.ts';

const TEXT = { type: 'string', minLength: 1 };
const LINE = { type: 'integer', minimum: 1 };

/** An object that has all of these fields. */
function having(properties: Record<string, object>): object {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function listOf(items: object): object {
  return { type: 'array', minItems: 1, items };
}

/** What GitHub requires: docs.github.com, SARIF support for code scanning. */
const MESSAGE = having({ text: TEXT });
const RULE = having({ id: TEXT, shortDescription: MESSAGE, fullDescription: MESSAGE, help: MESSAGE });
const REGION = having({ startLine: LINE, startColumn: LINE, endLine: LINE, endColumn: LINE });
const LOCATION = having({
  artifactLocation: having({ uri: { ...TEXT, pattern: '^test/cli/' } }),
  region: REGION,
});
const RESULT = having({
  ruleId: TEXT,
  level: { enum: ['error', 'warning'] },
  message: MESSAGE,
  locations: listOf(having({ physicalLocation: LOCATION })),
  partialFingerprints: having({ primaryLocationLineHash: TEXT }),
});
const SARIF = having({
  $schema: TEXT,
  version: { const: '2.1.0' },
  runs: listOf(
    having({
      tool: having({ driver: having({ name: TEXT, rules: listOf(RULE) }) }),
      results: listOf(RESULT),
    }),
  ),
});

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { id: string }[] } };
      readonly results: readonly { ruleId: string; partialFingerprints: object }[];
    },
  ];
}

describe('akrobateo lint --output sarif', () => {
  it('writes every field that GitHub requires, none of them empty', async () => {
    const { code, out } = await akrobateo(['lint', '-f', example('lint/bad'), '--output', 'sarif']);
    assert.equal(code, 1);
    const log = JSON.parse(out) as Log;
    const ajv = new Ajv();
    assert.ok(ajv.validate(SARIF, log), ajv.errorsText());
    const [{ tool, results }] = log.runs;
    const ids = tool.driver.rules.map(({ id }) => id);
    for (const { ruleId } of results) assert.ok(ids.includes(ruleId), ruleId);
    const prints = new Set(results.map((each) => JSON.stringify(each.partialFingerprints)));
    assert.equal(prints.size, 6);
  });
});
