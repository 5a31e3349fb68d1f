import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { blocksOf, documentAt } from '../../../documents/documents.ts';
import { kubectl } from '../../../framework/cluster/kubectl.ts';
import { programPath } from '../../../framework/processes/programs.ts';
import { addCase } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import { everyAddress } from '../real-node.ts';

// What deploy/local adds to the installation.
const MANIFESTS = ['-k=metacontroller/pools', '-f=deploy/local/web.yaml'];

/** Runs the one block of a document with this text; what it prints. */
async function runBlock({ cluster }: RealNamespace, path: string, command: string): Promise<string> {
  const found = blocksOf(documentAt(path)).filter(({ text }) => text.includes(command));
  assert.equal(found.length, 1, `${path}: ${command}`);
  const env = { ...process.env, PATH: programPath, KUBECONFIG: cluster.plane.kubeconfig };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', found[0]?.text ?? ''], {
    env,
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout;
}

addCase(
  'try-it',
  'the web server of deploy/local answers the call of the guide, and the log of the hook has its addresses',
  async (namespace) => {
    // Its Service has no annotation, so both would be the same.
    if (namespace.ipMode === 'Proxy') return;
    const { plane } = namespace.cluster;
    for (const manifest of MANIFESTS) {
      await kubectl(plane, 'apply', manifest);
      namespace.afterwards(() => kubectl(plane, 'delete', manifest));
    }
    assert.match(await runBlock(namespace, 'docs/guides/try-it.md', 'curl --retry'), /^Hello from pod web-/);

    const log = await runBlock(namespace, 'docs/guides/troubleshooting.md', 'kubectl logs');
    const lines = log.split('\n').filter((line) => line.includes('"name":"default/web"'));
    const added = lines.flatMap((line) => {
      const { added: addresses = [] } = JSON.parse(line.slice(line.indexOf('{'))) as { added?: string[] };
      return addresses;
    });
    // Metacontroller may sync before it observes what it has written, so an address may be there twice.
    assert.deepEqual([...new Set(added)].sort(), [...everyAddress].sort());
  },
);
