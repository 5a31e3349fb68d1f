import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { VARIABLES, readConfig } from '../hooks/config.ts';
import { CODES } from '../hooks/http/request-error.ts';
import { hooksByPath } from '../hooks/routes.ts';
import { ANNOTATIONS } from '../hooks/services/annotations.ts';
import { customizeService } from '../hooks/services/customize.ts';
import { PROBLEMS } from '../hooks/services/problems.ts';
import { pairs } from './golden.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The rows of the README's table with this heading, cells trimmed and without backquotes around them. */
function table(heading: string): string[][] {
  const [, rest = ''] = readme.split(`\n${heading}\n`);
  const rows = rest.split('\n').slice(1);
  return rows
    .slice(0, rows.indexOf(''))
    .map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')));
}

describe('README', () => {
  it('has every environment variable with its default and meaning', () => {
    const want = Object.entries(VARIABLES).map(([name, { fallback, meaning }]) => [name, fallback, meaning]);
    assert.deepEqual(table('| Variable | Default | Meaning |'), want);
  });

  it('has every annotation with an example that is right', () => {
    const rows = table('| Annotation | Example | Meaning |');
    const want = Object.entries(ANNOTATIONS).map(([name, { example }]) => [name, example]);
    assert.deepEqual(
      rows.map(([name, example]) => [name, example]),
      want,
    );
    for (const { parse: read, example } of Object.values(ANNOTATIONS))
      assert.ok('value' in read(example), example);
  });

  it('has every reason with its meaning', () => {
    assert.deepEqual(table('| Reason | Meaning |'), Object.entries(PROBLEMS));
  });

  it('has every error code with its status', () => {
    const want = Object.entries(CODES).map(([code, status]) => [code, String(status)]);
    assert.deepEqual(table('| Code | Status |'), want);
  });

  it('shows the answer that its curl line gets', () => {
    const [, file = ''] = /-d @test\/fixtures\/(\S+)\.request\.json/.exec(readme) ?? [];
    const [, shown = ''] = /```json\n(.*)\n```/.exec(readme) ?? [];
    const pair = pairs().find(({ name }) => name === file);
    assert.deepEqual(JSON.parse(shown), pair?.response());
    assert.equal(
      shown,
      JSON.stringify(hooksByPath(readConfig({}), Date.now)[pair?.path ?? '']?.(pair?.request)),
    );
  });

  it('names folders, files and scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const [, script = ''] of readme.matchAll(/npm run ([\w:]+)/g)) assert.ok(script in scripts, script);
    for (const [, folder = ''] of readme.matchAll(/kubectl apply -k (\S+?)[`\s]/g)) {
      assert.ok(readdirSync(join(ROOT, folder)).includes('kustomization.yaml'), folder);
    }
  });
});

interface DecoratorController {
  spec: {
    attachments: { apiVersion: string; resource: string }[];
    hooks: Record<string, { version: string; webhook: { url: string } }>;
  };
}

describe('the DecoratorController', () => {
  const file = join(ROOT, 'metacontroller/base/decorator-controller.yaml');
  const { spec } = parse(readFileSync(file, 'utf8')) as DecoratorController;

  it('calls exactly the hooks that there are, in version v2', () => {
    const called = Object.values(spec.hooks).map(({ webhook }) => new URL(webhook.url).pathname);
    assert.deepEqual(called.sort(), Object.keys(hooksByPath(readConfig({}), Date.now)).sort());
    assert.deepEqual([...new Set(Object.values(spec.hooks).map(({ version }) => version))], ['v2']);
  });

  it('has no finalize hook, which would put a finalizer on every Service', () => {
    assert.ok(!('finalize' in spec.hooks));
  });

  it('attaches every kind that the fixtures answer with, and no other', () => {
    const answered = pairs().flatMap(({ response }) => {
      const { attachments = [] } = response() as { attachments?: { apiVersion: string; kind: string }[] };
      return attachments.map(({ apiVersion, kind }) => `${apiVersion} ${kind.toLowerCase()}s`);
    });
    const declared = spec.attachments.map(({ apiVersion, resource }) => `${apiVersion} ${resource}`);
    assert.deepEqual([...new Set(answered)].sort(), declared.sort());
  });

  it('is told the same related objects for the whole life of a Service', () => {
    const rules = pairs()
      .filter(({ path }) => path === '/services/sync')
      .map(({ request }) => (request as { object: Parameters<typeof customizeService>[0]['parent'] }).object)
      .filter(({ metadata }) => metadata.uid === '5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10')
      .filter(({ metadata }) => metadata.name === 'web' && metadata.namespace === 'shop')
      .map((parent) => JSON.stringify(customizeService({ parent })));
    assert.ok(rules.length > 20);
    assert.equal(new Set(rules).size, 1);
  });
});

describe('CONTRIBUTING', () => {
  it('says for every file of the core what question it answers', () => {
    const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const files = readdirSync(join(ROOT, 'hooks/services')).map((file) => file.replace('.ts', ''));
    const unnamed = files.filter((file) => !contributing.includes(`\`${file}\``));
    assert.deepEqual(unnamed, []);
  });
});

describe('the repository', () => {
  it('has no source file that is not in the right place: URL path = source path = fixture path', () => {
    for (const path of Object.keys(hooksByPath(readConfig({}), Date.now))) {
      assert.doesNotThrow(() => readFileSync(join(ROOT, `hooks${path}.ts`)));
      assert.ok(pairs().some((pair) => pair.path === path));
    }
  });
});
