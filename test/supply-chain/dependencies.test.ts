import assert from 'node:assert/strict';
import { auditVerdict } from './audit-verdict.ts';
import { isAllowed, lockedPackages, productionDependencies } from './licences.ts';

describe('the production dependencies', () => {
  it('have permissive licences, each of them', () => {
    const all = productionDependencies();
    assert.ok(all.some(({ name }) => name === 'express'));
    assert.deepEqual(
      all.filter(({ licence }) => !isAllowed(licence)),
      [],
    );
  });

  it('are locked without the address of a registry, so that any may be used, and with their checksums', () => {
    for (const [path, { resolved, integrity }] of lockedPackages()) {
      assert.equal(resolved, undefined, path);
      assert.match(integrity ?? '', /^sha512-/, path);
    }
  });
});

describe('auditVerdict', () => {
  const finding = '{"auditReportVersion":2,"vulnerabilities":{"express":{"severity":"low"}}}';
  const refused = '{"message":"405 - POST https://registry.example.org/","statusCode":405,"error":{}}';
  const notAudited = 'The dependencies were not audited: the registry could not be asked for advisories';
  for (const [why, output, fails, sentence] of [
    ['a finding fails', finding, true, 'Production dependencies with known faults: express (low).'],
    ['none does not', '{"auditReportVersion":2}', false, 'No production dependency has a known fault.'],
    ['a registry without advisories does not', refused, false, `${notAudited} (status 405).`],
    ['an unknown one does not', '{"error":{"code":"ENOTFOUND"}}', false, `${notAudited} (ENOTFOUND).`],
    ['no output does not', '', false, `${notAudited} (no answer).`],
  ] as const) {
    it(why, () => {
      assert.deepEqual(auditVerdict(output), { fails, sentence });
    });
  }
});
