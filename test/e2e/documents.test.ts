import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';

import { DOCUMENTS, blocksOf } from '../documents/documents.ts';
import type { Block } from '../documents/documents.ts';
import { startDocumentsCluster } from './documents/cluster.ts';
import { repository } from '../framework/processes/paths.ts';
import { useStarted } from '../framework/processes/started.ts';
import { locate } from '../framework/processes/programs.ts';

/** Blocks that are run elsewhere, or cannot be run here, and where they are. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm |npm run /m, 'test/documents/links.test.ts'],
  [/^curl /m, 'test/documents/reference.test.ts'],
  [/^helm /m, 'test/deploy/apply.test.ts'],
  [/raw\.githubusercontent\.com|deploy\/local/, 'test/deploy/apply.test.ts'],
];

const documents = DOCUMENTS.filter(({ path }) => /^(README\.md|docs\/|deploy\/README)/.test(path));
const isElsewhere = ({ text }: Block) => ELSEWHERE.some(([pattern]) => pattern.test(text));

/** The commands of a block; `console` also has their output. */
function scriptOf({ language, text }: Block): string {
  if (language === 'sh') return text;
  const lines = text.split('\n').filter((line) => line.startsWith('$ '));
  return lines.map((line) => line.slice(2)).join('\n');
}

describe('the documents, on a real API server', () => {
  before(function () {
    if (locate('kubectl') !== undefined) return;
    console.warn('The documents are not tested: kubectl is neither in KUBEBUILDER_ASSETS nor in PATH.');
    this.skip();
  });
  const cluster = useStarted(startDocumentsCluster);
  const run = (script: string, input = '') => {
    const args = [
      // Node gives it a socket as standard input, and bash then may assume a remote shell.
      '--norc',
      '-euo',
      'pipefail',
      '-c',
      // No hook runs, so the Service is not exposed, and explaining it ends with 1.
      `akrobateo() { command akrobateo "$@" || [ $? = 1 ]; }\n${script}`,
    ];
    const env = { ...process.env, ...cluster().env, BASH_ENV: '' };
    return spawnSync('bash', args, { cwd: repository, encoding: 'utf8', env, input, timeout: 120_000 });
  };
  before(() => {
    const { status, stderr } = run('kubectl apply -k deploy && kubectl apply -k deploy/metacontroller');
    assert.equal(status, 0, stderr);
  });

  for (const document of documents) {
    const blocks = blocksOf(document);
    const commands = blocks.filter(
      (block) => ['sh', 'console'].includes(block.language) && !isElsewhere(block),
    );
    const manifests = blocks.filter(
      ({ language, text }) => language === 'yaml' && !/^kind: (Certificate|Kustomization)/m.test(text),
    );

    const charts = blocks.filter(({ text }) => text.startsWith('helm install '));
    if (charts.length > 0)
      it(`${document.path}: its helm commands render the chart`, function () {
        if (locate('helm') === undefined) this.skip();
        for (const { text } of charts) {
          const { status, stdout, stderr } = run(
            `${text.trim().replace('install', 'template')} --kube-version 1.30.0`,
          );
          assert.equal(status, 0, stderr);
          for (const [, value = ''] of text.matchAll(/=([^=,\s]+)/g))
            assert.ok(stdout.includes(value), value);
        }
      });

    if (manifests.length > 0)
      it(`${document.path}: its manifests are accepted, without a warning`, async () => {
        await cluster().reset();
        for (const { document: path, line, text } of manifests) {
          const { status, stderr } = run(
            'kubectl apply --server-side --force-conflicts --dry-run=server -f -',
            text,
          );
          assert.deepEqual([status, stderr], [0, ''], `${path}:${line}`);
        }
      });

    if (commands.length > 0)
      it(`${document.path}: its commands work, in their order`, async () => {
        await cluster().reset();
        for (const block of commands) {
          const { status, stdout, stderr } = run(scriptOf(block));
          assert.equal(status, 0, `${block.document}:${block.line}\n${block.text}\n${stdout}${stderr}`);
        }
      });
  }
});
