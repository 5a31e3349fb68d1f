import type { Argv } from 'yargs';
import { EXIT, usageError } from '../exit.ts';
import type { ExitCode, Perform } from '../exit.ts';
import { differenceOf } from '../replay/compare.ts';
import { readFixtures } from '../replay/fixtures.ts';
import type { Fixture } from '../replay/fixtures.ts';
import { send } from '../replay/hook-client.ts';
import type { HookAddress } from '../replay/hook-client.ts';
import { moved } from '../replay/present.ts';
import type { Terminal } from '../terminal.ts';
import { diffText } from '../text/diff.ts';
import { paintFor } from '../text/paint.ts';
import type { Paint } from '../text/paint.ts';
import { structuredText } from '../text/structured.ts';
import { momentOf } from '../world/moment.ts';
import { readTextFile } from '../world/read-files.ts';

interface ReplayArguments {
  readonly fixtures: readonly string[];
  readonly url: string;
  readonly tokenFile: string | undefined;
  readonly ca: string | undefined;
  readonly output: 'table' | 'json' | 'yaml';
}

interface Result {
  readonly fixture: string;
  readonly same: boolean;
  /** A unified diff, or how the hook refused; null: no difference. */
  readonly difference: string | null;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw usageError(`"${text}" is not a URL like http://127.0.0.1:8080.`);
}

async function readAddress({ url, tokenFile, ca }: ReplayArguments): Promise<HookAddress> {
  const token = tokenFile === undefined ? undefined : (await readTextFile(tokenFile)).trim().split(/\s+/)[0];
  if (token === '') throw usageError(`${tokenFile ?? ''} has no token in it.`);
  return { url: readUrl(url), token, ca: ca === undefined ? undefined : await readTextFile(ca) };
}

function answerOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Sends a fixture with its times moved to the present. */
async function replay(fixture: Fixture, address: HookAddress, now: number): Promise<Result> {
  const by = now - momentOf(fixture.request);
  const { status, body } = await send(address, fixture.path, JSON.stringify(moved(fixture.request, by)));
  const difference =
    status === 200
      ? differenceOf(moved(fixture.response, by), answerOf(body))
      : `answered ${status}: ${body.trim()}\n`;
  return { fixture: fixture.name, same: difference === undefined, difference: difference ?? null };
}

function resultText({ fixture, same, difference }: Result, paint: Paint): string {
  if (same) return `${paint('green', 'same')}      ${fixture}\n`;
  return `${paint('red', 'different')} ${fixture}\n${diffText(difference ?? '', paint)}`;
}

function summaryText(results: readonly Result[]): string {
  const same = results.filter((result) => result.same).length;
  return `${results.length} ${results.length === 1 ? 'fixture' : 'fixtures'}: ${same} same, ${results.length - same} different\n`;
}

async function replayCommand(args: ReplayArguments, terminal: Terminal): Promise<ExitCode> {
  const address = await readAddress(args);
  const fixtures = await readFixtures(args.fixtures);
  const paint = paintFor(terminal.colours);
  const results: Result[] = [];
  for (const fixture of fixtures) {
    const result = await replay(fixture, address, terminal.now());
    results.push(result);
    if (args.output === 'table') terminal.out(resultText(result, paint));
  }
  terminal.out(args.output === 'table' ? summaryText(results) : structuredText(results, args.output));
  return results.every(({ same }) => same) ? EXIT.ok : EXIT.no;
}

/** Adds `akrobateo replay`. */
export function addReplay(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'replay <fixture..>',
    'Send fixtures to a running hook and compare its answers',
    (command) =>
      command
        .positional('fixture', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Files *.request.json, or folders of them',
        })
        .option('url', { type: 'string', demandOption: true, requiresArg: true, describe: 'URL of the hook' })
        .option('token-file', { type: 'string', requiresArg: true, describe: 'File with a bearer token' })
        .option('ca', {
          type: 'string',
          requiresArg: true,
          describe: 'File with the CA (PEM) of an HTTPS hook',
        })
        .option('output', {
          alias: 'o',
          choices: ['table', 'yaml', 'json'] as const,
          default: 'table' as const,
          describe: 'Format',
        })
        .example('$0 replay test/fixtures --url http://127.0.0.1:8080', 'every fixture')
        .epilogue(
          'Times of a fixture are moved to the present. The hook has to run with its default settings.',
        ),
    ({ fixture, url, tokenFile, ca, output }) =>
      perform(() => replayCommand({ fixtures: fixture, url, tokenFile, ca, output }, terminal)),
  );
}
