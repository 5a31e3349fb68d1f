import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gathered } from '../../hooks/cli/report/gather.ts';
import { reportOn } from '../../hooks/cli/report/report.ts';
import type { Report } from '../../hooks/cli/report/report.ts';
import { jsonText } from '../../hooks/cli/text.ts';
import type { World } from '../../hooks/cli/world.ts';
import { VERSION } from '../../hooks/version.ts';
import { deepFreeze } from '../golden.ts';
import { akrobateo } from './run.ts';
import { EXPOSED, NONE, NOW, TAKEN, changed, unseen } from './worlds.ts';

const OURS = { LOAD_BALANCER_CLASS: 'example.org/ours' };

function gathered(world: World, environment: Record<string, string> = {}): Gathered {
  const installation = { hook: null, metacontroller: null, kubernetes: 'v1.37.2', notes: [] };
  return deepFreeze({ ...installation, environment, world });
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-report-')), 'report.json');
  writeFileSync(file, text);
  return file;
}

const REPORT = reportOn(gathered(EXPOSED), false, NOW);
const replay = (report: object) => akrobateo(['replay', fileWith(jsonText(report))]);

const foreign = unseen((own) => ({ ...own, spec: { ...own.spec, loadBalancerClass: 'example.org/ours' } }));
const WORLDS: [why: string, world: World, statuses: number[], environment?: Record<string, string>][] = [
  ['exposed', EXPOSED, [200, 200, 200]],
  ['exposed except on one node', TAKEN, [200, 200, 200]],
  ['exposed without proxies, by a pool', NONE, [200, 200, 200, 200, 200]],
  ['new, before the hook was called', unseen(), [200]],
  ['of a class that the installation chose', foreign, [200], OURS],
  [
    'refused by the hook',
    changed(EXPOSED, (own) => ({ ...own, spec: { ports: 1 } as never })),
    [400, 200, 200],
  ],
];

describe('akrobateo replay, of a report', () => {
  for (const [why, world, statuses, environment] of WORLDS)
    for (const anonymize of [false, true])
      it(`gives the same answers for a Service that is ${why}${anonymize ? ', anonymized' : ''}`, async () => {
        const report = reportOn(gathered(world, environment), anonymize, NOW);
        assert.deepEqual(report.notes, []);
        assert.deepEqual(
          report.exchanges.map(({ status }) => status),
          statuses,
        );
        const { code, out } = await replay(report);
        assert.equal(code, 0, out);
        assert.match(
          out,
          new RegExp(`\\n${statuses.length} requests?: ${statuses.length} same, 0 different\\n$`),
        );
      });

  it('says with which settings, and by which version, it was written', async () => {
    const report: Report = { ...reportOn(gathered(foreign, OURS), false, NOW), version: '0.0.9' };
    const { out, err } = await replay(report);
    assert.match(out, /^same {6}services\/sync\/shop\/web\n/);
    assert.match(err, new RegExp(`^note: .* is of akrobateo 0\\.0\\.9, this is ${VERSION.version}\n`));
    assert.match(err, /\nnote: the hook of .* runs with LOAD_BALANCER_CLASS=example\.org\/ours\n$/);
  });

  it('exits with 1 and shows how an answer differs', async () => {
    const exchanges = REPORT.exchanges.map((each) => ({ ...each, response: {} }));
    const { code, out } = await replay({ ...REPORT, exchanges });
    assert.equal(code, 1);
    assert.match(out, /^different services\/sync\/shop\/web\n--- expected\n/);
    const refused = await replay({
      ...REPORT,
      exchanges: [{ path: '/services/sync', request: {}, status: 200, response: {} }],
    });
    assert.match(refused.out, /^different services\/sync\/\nanswered 400: \{"error":/);
  });

  it('says of a path that this program does not have that there is no such hook', async () => {
    const { code, out } = await replay({
      ...REPORT,
      exchanges: [{ path: '/x', request: {}, status: 200, response: {} }],
    });
    assert.equal(code, 1);
    assert.match(out, /answered 404/);
  });

  const text = jsonText(REPORT);
  const faults: [why: string, text: string, says: RegExp][] = [
    [
      'of a newer version',
      jsonText({ ...REPORT, format: 2, version: '7.0.0', exchanges: 'new' }),
      /^\S+ is a report of akrobateo 7\.0\.0, in a newer format; use that version or a newer one\.\n$/,
    ],
    ['that was cut off', text.slice(0, -100), /^\S+ is not JSON: .*\.\n$/],
    [
      'without its exchanges',
      jsonText({ ...REPORT, exchanges: undefined }),
      /^\S+ is not a report: it must have required property 'exchanges'; /,
    ],
    [
      'with a time that is not one',
      jsonText({ ...REPORT, time: 'now' }),
      /^\S+ is not a report: \/time must match pattern/,
    ],
    [
      'with settings that are faulty',
      jsonText({ ...REPORT, environment: { IP_MODE: 'x' } }),
      /^Environment: IP_MODE="x" /,
    ],
    ['that is a list', '[]', /^\S+ is not a report: it must be object; /],
    ['that is empty', '', /^\S+ is not JSON: /],
  ];
  for (const [why, damaged, says] of faults)
    it(`exits with 2 for a report ${why}`, async () => {
      const { code, out, err } = await akrobateo(['replay', fileWith(damaged)]);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, says);
    });
});

describe('a report', () => {
  it('has whole objects, and what the hooks answer', () => {
    const [{ request, response } = { request: {}, response: {} }] = REPORT.exchanges;
    const { object } = request as { object: object };
    assert.deepEqual(object, EXPOSED.services[0]);
    assert.ok('attachments' in (response as object));
    assert.deepEqual(
      REPORT.exchanges.map(({ path }) => path),
      ['/services/sync', '/exposures/customize', '/exposures/sync'],
    );
  });

  it('says if a replacement changes the answers', () => {
    // Shorter ranges would fit into a pod.
    const ranges = Array.from(
      { length: 4000 },
      (_, index) => `2001:db8:ffff:ffff:${(4096 + index).toString(16)}:1111::/96`,
    );
    const world = changed(EXPOSED, (own) => ({
      ...own,
      spec: { ...own.spec, loadBalancerSourceRanges: ranges },
    }));
    assert.deepEqual(reportOn(gathered(world), false, NOW).notes, []);
    assert.deepEqual(reportOn(gathered(world), true, NOW).notes, [
      'without --anonymize the answers have other reasons or another number of nodes',
    ]);
  });
});
