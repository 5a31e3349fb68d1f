import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../hooks/cli/program.ts';
import { COMMANDS } from './commands.ts';
import type { Command } from './commands.ts';
import { ROOT } from './documents.ts';
import { FORMS, WITH_VALUE } from './forms.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };

/** The help of the command line, or of one of its commands. */
async function helpOf(...command: string[]): Promise<string> {
  let said = '';
  const say = (text: string) => void (said += text);
  const stdin = () => Promise.resolve('');
  const terminal = { out: say, err: say, stdin, env: {}, colours: false, columns: 100, now: Date.now };
  const exitCode = await run([...command, '--help'], terminal);
  assert.equal(exitCode, 0, said);
  return said;
}

/** Flags, and words that are neither flags nor their values. */
function read(words: readonly string[]): { flags: string[]; others: string[] } {
  const flags: string[] = [];
  const others: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word.startsWith('-') && word !== '-') flags.push(word.split('=')[0] ?? '');
    else if (!WITH_VALUE.includes(words[index - 1] ?? '')) others.push(word);
  }
  return { flags, others };
}

/** Words that name something in the repository. */
function pathsIn({ words }: Command): string[] {
  const named = words.map((word) => word.replace(/^@/, ''));
  return named.filter((word) => /^(deploy|docs|hooks|metacontroller|test)(\/[\w./-]*)?$/.test(word));
}

const of = (program: string) => COMMANDS.filter(({ words }) => words[0] === program);
const isOurs = ({ words: [program, verb] }: Command) => program === 'akrobateo' || verb === 'akrobateo';

describe('commands in documents', () => {
  it('are found', () => {
    assert.ok(COMMANDS.length > 80, `only ${COMMANDS.length}`);
  });

  it('of npm run scripts that there are', () => {
    for (const { document, text, words } of of('npm')) {
      const [, verb = '', script = ''] = words.filter((word) => !word.startsWith('-'));
      assert.ok(['ci', 'run', 'start', 'test'].includes(verb), `${document}: ${text}`);
      if (verb === 'run') assert.ok(script in scripts, `${document}: ${text}`);
    }
  });

  it('name files and folders that are there, with -k kustomizations', () => {
    for (const command of COMMANDS) {
      const missing = pathsIn(command).filter((path) => !existsSync(join(ROOT, path)));
      assert.deepEqual(missing, [], `${command.document}: ${command.text}`);
      const folder = command.words[command.words.indexOf('-k') + 1];
      if (command.words.includes('-k') && folder !== undefined)
        assert.ok(
          existsSync(join(ROOT, folder, 'kustomization.yaml')),
          `${command.document}: ${command.text}`,
        );
    }
  });

  it('of kubectl and helm have verbs and flags that a test is known to run', () => {
    for (const command of [...of('kubectl'), ...of('helm')].filter((each) => !isOurs(each))) {
      const { flags, others } = read(command.words);
      const [program = '', verb = ''] = others;
      const form = FORMS[`${program} ${verb}`];
      assert.ok(
        form,
        `${command.document}: add ${program} ${verb} to test/documents/forms.ts, and a test that runs it`,
      );
      const unknown = flags.filter((flag) => !form.flags.includes(flag));
      assert.deepEqual(unknown, [], `${command.document}: ${command.text}`);
    }
  });

  it('are known by forms that are all used, and by tests that are there', () => {
    const used = COMMANDS.map(({ words }) => read(words).others.slice(0, 2).join(' '));
    for (const [name, { test }] of Object.entries(FORMS)) {
      assert.ok(existsSync(join(ROOT, test)), test);
      assert.ok(used.includes(name), `no document shows ${name}: take it out of test/documents/forms.ts`);
    }
  });

  it('of akrobateo are commands and options that its help has', async () => {
    for (const { document, text, words } of COMMANDS.filter(isOurs)) {
      const own = words.slice(words.indexOf('akrobateo') + 1);
      const [command] = own.filter((word) => !word.startsWith('-'));
      if (command === undefined) continue;
      const help = await helpOf(command);
      for (const flag of read(own).flags)
        assert.match(help, new RegExp(`(^|[\\s,])${flag}\\b`, 'm'), `${document}: ${text}`);
    }
  });
});
