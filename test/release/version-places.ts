import { filesIn, read } from './checkout.ts';

/** A place of the version outside package.json and its lock: the files, and the text around the version. */
interface Place {
  readonly file: RegExp;
  readonly text: RegExp;
}

const NUMBER = String.raw`\d+\.\d+\.\d+`;

const PLACES: readonly Place[] = [
  // The images, wherever they are named: variables, defaults, examples.
  { file: /./, text: new RegExp(String.raw`\bakrobateo(?:-proxy)?:(${NUMBER})`, 'g') },
  { file: /\.yaml$/, text: new RegExp(String.raw`app\.kubernetes\.io/version: '(${NUMBER})(?=')`, 'g') },
  { file: /Chart\.yaml$/, text: new RegExp(`^(?:appVersion|version): (${NUMBER})`, 'gm') },
];

/** A version as it is written somewhere. */
export interface Mention {
  readonly file: string;
  readonly line: number;
  readonly version: string;
}

/** The files that are looked through; what tells how to get from one version to another may name both. */
export function versionedFiles(): string[] {
  const documents = filesIn('docs').filter((file) => file !== 'docs/upgrading.md');
  return ['README.md', ...documents, ...filesIn('deploy'), ...filesIn('metacontroller')];
}

function placesOf(file: string): RegExp[] {
  return PLACES.filter((place) => place.file.test(file)).map(({ text }) => text);
}

/** Every mention of our version. */
export function mentions(): Mention[] {
  return versionedFiles().flatMap((file) => {
    const text = read(file);
    return placesOf(file)
      .flatMap((place) => [...text.matchAll(place)])
      .map(({ 1: version = '', index }) => ({
        file,
        line: text.slice(0, index).split('\n').length,
        version,
      }));
  });
}

/** The text of one of these files with another version. */
export function withVersion(file: string, text: string, version: string): string {
  const renew = (match: string, old: string) => match.slice(0, match.length - old.length) + version;
  return placesOf(file).reduce((renewed, place) => renewed.replaceAll(place, renew), text);
}
