import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditVerdict } from './audit-verdict.ts';
import { isAllowed, productionDependencies } from './licences.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the production dependencies', () => {
  const all = productionDependencies();

  it('have permissive licences, each of them', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    for (const name of Object.keys(dependencies))
      assert.ok(all.some((dependency) => dependency.name === name));
    const refused = all.filter(({ licence }) => !isAllowed(licence));
    assert.deepEqual(refused, []);
  });

  it('are locked without the address of a registry, so that any may be used, and with their checksums', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    for (const [path, { resolved, integrity }] of Object.entries(packages)) {
      if (path === '') continue;
      assert.equal(resolved, undefined, path);
      assert.match(integrity ?? '', /^sha512-/, path);
    }
  });
});

describe('auditVerdict', () => {
  for (const [why, output, fails, sentence] of [
    [
      'a finding fails',
      '{"auditReportVersion":2,"vulnerabilities":{"express":{"severity":"low"}}}',
      true,
      'Production dependencies with known faults: express (low).',
    ],
    [
      'no finding does not',
      '{"auditReportVersion":2,"vulnerabilities":{}}',
      false,
      'No production dependency has a known fault.',
    ],
    [
      'a registry without advisories does not, and its address is not printed',
      '{"message":"405 Method Not Allowed - POST https://registry.example.org/","statusCode":405,"error":{}}',
      false,
      'The dependencies were not audited: the registry could not be asked for advisories (status 405).',
    ],
    [
      'a registry that cannot be reached does not',
      '{"error":{"code":"ENOTFOUND"}}',
      false,
      'The dependencies were not audited: the registry could not be asked for advisories (ENOTFOUND).',
    ],
    [
      'no output does not',
      '',
      false,
      'The dependencies were not audited: the registry could not be asked for advisories (no answer).',
    ],
  ] as const) {
    it(why, () => {
      assert.deepEqual(auditVerdict(output), { fails, sentence });
    });
  }
});
