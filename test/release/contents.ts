import { filesIn } from './checkout.ts';

/** Installed from the package as they are, each file of them. */
const FOLDERS = [
  'metacontroller',
  'docs',
  ...['base', 'chart', 'metacontroller', 'monitoring', 'secure'].map((part) => `deploy/${part}`),
];

const FILES = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'SECURITY.md',
  'deploy/README.md',
  'deploy/kustomization.yaml',
];

/** Tests, and what is hidden; Helm ignores by its .helmignore what a package does not have anyway. */
const NOT_TAKEN = /\.test\.|(^|\/)\./;

/**
 * What README.md may link to although only a checkout has it: npm's site looks for it in the repository. That is what
 * people change, test and build images with.
 */
export const IN_THE_REPOSITORY = /^(CONTRIBUTING\.md|(test|hooks|deploy\/hook|deploy\/proxy)\b)/;

/** The files of the package, sorted, as the files of the checkout have it. */
export function expectedContents(): string[] {
  const sources = filesIn('hooks').filter((file) => file.endsWith('.ts'));
  const built = sources.map((file) => file.replace(/^hooks\//, 'dist/').replace(/\.ts$/, '.js'));
  const taken = FOLDERS.flatMap((folder) => filesIn(folder)).filter((file) => !NOT_TAKEN.test(file));
  return [...FILES, ...built, ...taken].sort();
}
