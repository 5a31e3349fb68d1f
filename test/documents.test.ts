import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../hooks/config.ts';
import { hooksByPath } from '../hooks/routes.ts';
import { pairs } from './golden.ts';

const ROOT = join(import.meta.dirname, '..');

interface Controller {
  kind: string;
  spec: {
    attachments: { apiVersion: string; resource: string }[];
    parentResource: { apiVersion: string; resource: string };
    hooks: Record<string, { version: string; webhook: { url: string } }>;
  };
}

function readController(file: string): Controller {
  return parse(readFileSync(join(ROOT, 'metacontroller/base', file), 'utf8')) as Controller;
}

describe('the controllers', () => {
  const all = ['services', 'exposures', 'pools'].map((name) => readController(`${name}-controller.yaml`));
  const hooks = all.flatMap(({ spec }) => Object.values(spec.hooks));

  it('call exactly the hooks that there are, in version v2', () => {
    const called = hooks.map(({ webhook }) => new URL(webhook.url).pathname);
    assert.deepEqual(called.sort(), Object.keys(hooksByPath(readConfig({}), Date.now)).sort());
    assert.deepEqual([...new Set(hooks.map(({ version }) => version))], ['v2']);
  });

  it('are sent to the local hook by the local overlay, each of them', () => {
    const overlay = readFileSync(join(ROOT, 'metacontroller/local/kustomization.yaml'), 'utf8');
    const patched = [...overlay.matchAll(/value: http:\/\/127\.0\.0\.1:8080(\S+)/g)].map(([, path]) => path);
    assert.deepEqual(patched.sort(), hooks.map(({ webhook }) => new URL(webhook.url).pathname).sort());
  });
});

describe('the DecoratorController', () => {
  const { spec } = readController('services-controller.yaml');

  it('has no finalize hook, which would put a finalizer on every Service', () => {
    assert.ok(!('finalize' in spec.hooks));
  });

  it('has no customize hook, which would make each event of a pod cost a check of every Service', () => {
    assert.ok(!('customize' in spec.hooks));
  });

  it('attaches every kind that the fixtures answer with, and no other', () => {
    const answered = pairs().flatMap(({ response }) => {
      const { attachments = [] } = response() as { attachments?: { apiVersion: string; kind: string }[] };
      return attachments.map(({ apiVersion, kind }) => `${apiVersion} ${kind.toLowerCase()}s`);
    });
    const declared = spec.attachments.map(({ apiVersion, resource }) => `${apiVersion} ${resource}`);
    assert.deepEqual([...new Set(answered)].sort(), declared.sort());
  });
});

describe('hooks/README.md', () => {
  it('names every file of the core', () => {
    const text = readFileSync(join(ROOT, 'hooks/README.md'), 'utf8');
    const files = ['services', 'exposures', 'pools', 'kubernetes']
      .flatMap((folder) => readdirSync(join(ROOT, 'hooks', folder)))
      .map((file) => file.replace('.ts', ''));
    assert.deepEqual(
      files.filter((file) => !text.includes(`\`${file}\``)),
      [],
    );
  });
});

describe('the repository', () => {
  it('has no source file that is not in the right place: URL path = source path = fixture path', () => {
    for (const path of Object.keys(hooksByPath(readConfig({}), Date.now))) {
      assert.doesNotThrow(() => readFileSync(join(ROOT, `hooks${path}.ts`)));
      assert.ok(pairs().some((pair) => pair.path === path));
    }
  });

  it('has no import cycle in hooks, also of types: all imports point downwards', () => {
    const hooks = join(ROOT, 'hooks');
    const files = readdirSync(hooks, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const left = new Map(
      files.map((file) => {
        const imported = readFileSync(join(hooks, file), 'utf8').matchAll(/ from '(\.[^']+)'/g);
        return [file, [...imported].map(([, path = '']) => join(dirname(file), path))];
      }),
    );
    // What imports nothing that is left is in no cycle.
    for (let size = NaN; size !== left.size;) {
      size = left.size;
      for (const [file, imports] of left) if (!imports.some((path) => left.has(path))) left.delete(file);
    }
    assert.deepEqual([...left.keys()], []);
  });
});
