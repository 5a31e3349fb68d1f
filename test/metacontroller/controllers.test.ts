import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';

const FOLDER = join(import.meta.dirname, '../../metacontroller');

interface Controller {
  spec: { hooks: Record<string, { version: string; webhook: { url: string } }> };
}

function hooksOf(controller: string): Controller['spec']['hooks'] {
  const text = readFileSync(join(FOLDER, `base/${controller}-controller.yaml`), 'utf8');
  return (parse(text) as Controller).spec.hooks;
}

describe('the controllers', () => {
  const hooks = ['services', 'exposures', 'pools'].flatMap((name) => Object.values(hooksOf(name)));
  const paths = hooks.map(({ webhook }) => new URL(webhook.url).pathname).sort();

  it('call exactly the hooks that there are, in version v2', () => {
    assert.deepEqual(paths, Object.keys(hooksByPath(readConfig({}), Date.now)).sort());
    assert.deepEqual([...new Set(hooks.map(({ version }) => version))], ['v2']);
  });

  it('have the hook of the local overlay instead, each of them', () => {
    const overlay = readFileSync(join(FOLDER, 'local/kustomization.yaml'), 'utf8');
    const patched = [...overlay.matchAll(/value: http:\/\/127\.0\.0\.1:8080(\S+)/g)].map(([, path]) => path);
    assert.deepEqual(patched.sort(), paths);
  });

  it('put no finalizer on Services, and relate nothing to them, so that an event of a pod checks no Service', () => {
    assert.deepEqual(Object.keys(hooksOf('services')), ['sync']);
  });
});
