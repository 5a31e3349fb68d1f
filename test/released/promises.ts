import type { Baseline } from './baseline.ts';
import { HEADING } from './changelog.ts';
import type { Listed } from './changelog.ts';
import type { Rendering, Renderings } from './rendering.ts';

/** Some fixtures may be changed or removed between two releases. If most were, nothing would be compared any more. */
const LEAST_COMPARED = 0.75;

function withoutDigest(workloads: string): string {
  return workloads.replaceAll(/; sha256 \w+/g, '');
}

function describeChange(name: string, before: Rendering, after: Rendering | undefined): string {
  const was = withoutDigest(before.workloads);
  if (after === undefined) return `${name}: ${was} is not rendered any more`;
  const is = withoutDigest(after.workloads);
  return was === is ? `${name}: ${was}, with another pod template` : `${name}: ${was} became ${is}`;
}

function advice(version: string, unlisted: readonly string[]): string {
  const names = unlisted.map((name) => `\`${name}\``).join(', ');
  return [
    `If you did not intend that, \`UPDATE_FIXTURES=1 npm test\` and \`git diff test/fixtures\` show what has changed.`,
    `If it is, say so in CHANGELOG.md, in the section Unreleased, under "${HEADING}":`,
    `"- ${names}: <why>", or "- all: <why>" if it concerns every Service.`,
    `If ${version} is not released yet, write its baseline again: npm run release -- baseline.`,
  ].join('\n');
}

/**
 * Compares what is rendered today with a release: each workload that differs is restarted by the upgrade.
 * @returns what is wrong, and what to do about it
 */
export function brokenPromises(
  { version, renderings }: Baseline,
  today: Renderings,
  listed: Listed,
): string[] {
  const all = Object.entries(renderings);
  // Without a workload there is no rendering today, so it is not known whether the request is still the same.
  const compared = all.filter(([name, { request }]) => (today[name]?.request ?? request) === request);
  if (compared.length < all.length * LEAST_COMPARED) {
    return [
      `Only ${compared.length} of the ${all.length} fixtures of release ${version} still have the same request; keep more of them, and add new ones next to them.`,
    ];
  }
  const changed = compared.filter(([name, { workloads }]) => workloads !== today[name]?.workloads);
  const names = changed.map(([name]) => name);
  const unlisted = changed.filter(([name]) => !listed.all && !listed.fixtures.includes(name));
  const idle = listed.fixtures.filter((name) => !names.includes(name));
  return [
    ...(unlisted.length === 0
      ? []
      : [
          `Other pods than in release ${version}, so an upgrade restarts proxies:`,
          ...unlisted.map(([name, before]) => `- ${describeChange(name, before, today[name])}`),
          advice(
            version,
            unlisted.map(([name]) => name),
          ),
        ]),
    ...idle.map(
      (name) => `CHANGELOG.md says that ${name} restarts, but it is as in release ${version}; take it out.`,
    ),
    ...(listed.all && changed.length === 0
      ? [`CHANGELOG.md says that all proxies restart, but they are as in release ${version}; take it out.`]
      : []),
  ];
}
