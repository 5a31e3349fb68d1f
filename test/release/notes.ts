/**
 * What CHANGELOG.md says of a version.
 * @throws {Error} when it says nothing
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/\n(?=## )/);
  const heading = new RegExp(String.raw`^## \[?${version.replaceAll('.', String.raw`\.`)}(?![\w.-])`);
  const [title = '', ...lines] = sections.find((section) => heading.test(section))?.split('\n') ?? [];
  const notes = lines.join('\n').trim();
  if (notes !== '') return notes;
  throw new Error(
    title === ''
      ? `CHANGELOG.md has no heading "## ${version}": name the section Unreleased so.`
      : `CHANGELOG.md says nothing about ${version}.`,
  );
}
