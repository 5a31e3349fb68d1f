import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { DOCUMENTS, blocksOf } from '../documents/documents.ts';
import type { Block } from '../documents/documents.ts';
import { startPlatform } from '../framework/cluster/cluster.ts';
import { kubectl } from '../framework/cluster/kubectl.ts';
import { Launcher, launch } from '../framework/processes/launcher.ts';
import { repository } from '../framework/processes/paths.ts';
import { locate, programPath } from '../framework/processes/programs.ts';
import { useStarted } from '../framework/processes/started.ts';

/** Blocks that are run elsewhere, or cannot be run here, and where they are. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm |npm run /m, 'test/documents/links.test.ts'],
  [/^curl /m, 'test/documents/reference.test.ts'],
  [/^helm /m, 'test/deploy/apply.test.ts'],
  [/^kubectl logs /m, 'test/e2e/node/cases/try-it.ts'],
  [/raw\.githubusercontent\.com|deploy\/local/, 'test/deploy/apply.test.ts'],
];

const documents = DOCUMENTS.filter(({ path }) => /^(README\.md|docs\/|deploy\/README)/.test(path));
const isElsewhere = ({ text }: Block) => ELSEWHERE.some(([pattern]) => pattern.test(text));
const changing = '--filename=test/e2e/documents/service-and-pool.yaml';

/** The commands of a block; `console` also has their output. */
function scriptOf({ language, text }: Block): string {
  if (language === 'sh') return text;
  const lines = text.split('\n').filter((line) => line.startsWith('$ '));
  return lines.map((line) => line.slice(2)).join('\n');
}

/** A folder with the command line under both of its names. */
function commandLine(folder: string): string {
  const bin = join(folder, 'bin');
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(repository, 'dist/cli/main.js')}' "$@"\n`;
  mkdirSync(bin);
  for (const name of ['akrobateo', 'kubectl-akrobateo']) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

describe('the documents, on a real API server', () => {
  const cluster = useStarted(async () => {
    const launcher = new Launcher('documents');
    return launch(launcher, () => startPlatform(launcher));
  });
  const reset = async () => {
    await kubectl(cluster().plane, 'delete', 'lbpool,services', '--all', '--namespace=shop');
    await kubectl(cluster().plane, 'create', changing);
  };
  let env: NodeJS.ProcessEnv;
  const run = (script: string, input = '') => {
    const args = [
      // Node gives it a socket as standard input, and bash then may assume a remote shell.
      '--norc',
      '-euo',
      'pipefail',
      '-c',
      // No engine runs, so the Service is not exposed, and explaining it ends with 1.
      `akrobateo() { command akrobateo "$@" || [ $? = 1 ]; }\n${script}`,
    ];
    return spawnSync('bash', args, { cwd: repository, encoding: 'utf8', env, input, timeout: 120_000 });
  };
  /** @throws {AssertionError} unless the script ends with 0; what it printed */
  const succeeds = (script: string, of = script) => {
    const { status, stdout, stderr, error } = run(script);
    assert.ifError(error);
    assert.equal(status, 0, `${of}\n${stdout}${stderr}`);
    return stdout;
  };
  before(async () => {
    const { plane, folder } = cluster();
    const PATH = [commandLine(folder), programPath].join(delimiter);
    env = { ...process.env, PATH, KUBECONFIG: plane.kubeconfig, HOME: folder, BASH_ENV: '' };
    await kubectl(plane, 'create', '--filename=test/e2e/documents/objects.yaml');
    succeeds('kubectl apply -k deploy && kubectl apply -k deploy/metacontroller');
  });

  for (const document of documents) {
    const blocks = blocksOf(document);
    const charts = blocks.filter(({ text }) => text.startsWith('helm install '));
    if (charts.length > 0)
      it(`${document.path}: its helm commands render the chart`, function () {
        if (locate('helm') === undefined) this.skip();
        for (const { text } of charts) {
          const rendered = succeeds(`${text.trim().replace('install', 'template')} --kube-version 1.30.0`);
          for (const [, value = ''] of text.matchAll(/=([^=,\s]+)/g))
            assert.ok(rendered.includes(value), value);
        }
      });

    const manifests = blocks.filter(
      ({ language, text }) => language === 'yaml' && !/^kind: (Certificate|Kustomization)/m.test(text),
    );
    if (manifests.length > 0)
      it(`${document.path}: its manifests are accepted, without a warning`, async () => {
        await reset();
        const apply = 'kubectl apply --server-side --force-conflicts --dry-run=server -f -';
        for (const { document: path, line, text } of manifests) {
          const { status, stderr } = run(apply, text);
          assert.deepEqual([status, stderr], [0, ''], `${path}:${line}`);
        }
      });

    const commands = blocks.filter(
      (block) => ['sh', 'console'].includes(block.language) && !isElsewhere(block),
    );
    if (commands.length > 0)
      it(`${document.path}: its commands work, in their order`, async () => {
        await reset();
        for (const block of commands)
          succeeds(scriptOf(block), `${block.document}:${block.line}\n${block.text}`);
      });
  }
});
