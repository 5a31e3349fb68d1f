/** The heading in CHANGELOG.md under which a change is listed that restarts proxies. */
export const HEADING = '### Restarts proxies';

/** What is listed as restarting proxies. */
export interface Listed {
  readonly all: boolean;
  readonly fixtures: readonly string[];
}

function sectionsWith(heading: string, text: string): string[] {
  return text
    .split(/\n(?=##)/)
    .filter((section) => section.split('\n')[0]?.trim() === heading)
    .flatMap((section) => section.split('\n').slice(1));
}

/**
 * Reads what is listed since a release: a bullet names fixtures in backquotes, or begins with `all`, then a colon and why.
 * @param since the release; where it has no heading yet, everything is newer
 */
export function listedRestarts(changelog: string, since: string): Listed {
  const [newer = ''] = changelog.split(new RegExp(`\\n## \\[?${since.replaceAll('.', '\\.')}\\b`));
  const bullets = sectionsWith(HEADING, newer).filter((line) => line.startsWith('- '));
  const subjects = bullets.map((bullet) => bullet.slice(2).split(':')[0] ?? '');
  return {
    all: subjects.some((subject) => subject.trim() === 'all'),
    fixtures: subjects.flatMap((subject) => [...subject.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
  };
}
