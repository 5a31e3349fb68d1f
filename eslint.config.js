import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The limits are part of the design: a file or function that outgrows them has two subjects.
const size = {
  complexity: ['error', 10],
  'max-depth': ['error', 3],
  'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
};

// The core is observed -> desired: no I/O, no clock, no environment.
const impure = [
  { selector: "MemberExpression[object.name='process']", message: 'The core reads no environment.' },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Pass `now`.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass `now`.' },
  { selector: 'ImportDeclaration[source.value=/^(node:|express|pino)/]', message: 'The core does no I/O.' },
];

export default defineConfig(
  { ignores: ['dist', 'coverage'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...size,
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['hooks/services/**', 'hooks/exposures/**', 'hooks/pools/**', 'hooks/kubernetes/**'],
    rules: { 'no-restricted-syntax': ['error', ...impure] },
  },
  {
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
