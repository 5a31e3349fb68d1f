import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, output, read, ROOT } from '../checkout.ts';

/** The text around our version, in which files, outside of package.json and its lock. */
const PLACES: readonly { readonly file: RegExp; readonly text: RegExp }[] = [
  // The images, wherever they are named: variables, defaults, examples.
  { file: /./, text: /(?<=\bakrobateo(-proxy)?:)\d+\.\d+\.\d+/g },
  { file: /\.yaml$/, text: /(?<=app\.kubernetes\.io\/version: ')\d+\.\d+\.\d+(?=')/g },
  { file: /Chart\.yaml$/, text: /(?<=^(appVersion|version): )\d+\.\d+\.\d+/gm },
];

/** The files that are looked through; what tells how to get from one version to another may name both. */
export function versionedFiles(): string[] {
  const documents = filesIn('docs').filter((file) => file !== 'docs/upgrading.md');
  return ['README.md', ...documents, ...filesIn('deploy'), ...filesIn('metacontroller')];
}

/** The text of one of these files with another version. */
export function withVersion(file: string, text: string, version: string): string {
  const places = PLACES.filter((place) => place.file.test(file));
  return places.reduce((renewed, place) => renewed.replaceAll(place.text, version), text);
}

/** Writes a version into all of these files, and into package.json and its lock; returns those that had another one. */
export function writeVersion(version: string): string[] {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error('Name the new version: npm run release -- version 1.2.3');
  output('npm', ['version', version, '--no-git-tag-version', '--allow-same-version']);
  return versionedFiles().filter((file) => {
    const before = read(file);
    const after = withVersion(file, before, version);
    if (after !== before) writeFileSync(join(ROOT, file), after);
    return after !== before;
  });
}
