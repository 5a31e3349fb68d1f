import { setTimeout as sleep } from 'node:timers/promises';
import type { Argv } from 'yargs';
import { differenceOf } from '../compare.ts';
import { readTextFile } from '../files.ts';
import { readFixtures } from '../fixtures.ts';
import type { Fixture } from '../fixtures.ts';
import { exchange, networkFault } from '../http.ts';
import type { Exchanged } from '../http.ts';
import { formats, text } from '../options.ts';
import { diffText, paintFor, structuredText } from '../text.ts';
import type { Paint } from '../text.ts';
import { momentOf, moved } from '../times.ts';
import { CliError, EXIT, usageError } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';

function options(command: Argv) {
  return command
    .positional('fixture', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Files *.request.json, or folders of them',
    })
    .option('url', { demandOption: true, ...text('URL of the hook') } as const)
    .option('token-file', text('File with a bearer token'))
    .option('ca', text('File with the CA (PEM) of an HTTPS hook'))
    .option('output', formats('table', 'yaml', 'json'));
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

/** A running hook, and its credentials. */
interface Hook {
  readonly url: URL;
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

async function readHook({ url: given, tokenFile, ca }: Arguments): Promise<Hook> {
  const token = tokenFile === undefined ? undefined : (await readTextFile(tokenFile)).trim().split(/\s+/)[0];
  if (token === '') throw usageError(`${tokenFile ?? ''} has no token in it.`);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw usageError(`"${given}" is not a URL like http://127.0.0.1:8080.`);
  return { url, token, ca: ca === undefined ? undefined : await readTextFile(ca) };
}

async function post({ url, token, ca }: Hook, path: string, body: string): Promise<Exchanged> {
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  const target = new URL(url.pathname.replace(/\/$/, '') + path, url);
  try {
    return await exchange(target, { method: 'POST', headers, ...(ca === undefined ? {} : { ca }) }, body);
  } catch (error) {
    const what = `The hook at ${url.origin} cannot be reached: ${networkFault(error)}.`;
    throw new CliError(EXIT.unreachable, what);
  }
}

/** How often a request is sent while the hook is busy. */
const TRIES = 5;

/** Sends a request, again after the time that a busy hook names. @throws CliError */
async function send(hook: Hook, path: string, body: string): Promise<Exchanged> {
  for (let tries = 1; ; tries += 1) {
    const answer = await post(hook, path, body);
    if (answer.status === 401) {
      const what = `The hook at ${hook.url.origin} requires a token; name its file with --token-file.`;
      throw new CliError(EXIT.unreachable, what);
    }
    if (answer.status !== 429 || tries === TRIES) return answer;
    await sleep(1000 * Math.min(5, Number(answer.headers['retry-after'] ?? 1)));
  }
}

function answerOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** How the answer to a fixture differs, with its times moved to the present; null: no difference. */
async function replay({ path, request, response }: Fixture, hook: Hook, now: number): Promise<string | null> {
  const by = now - momentOf(request);
  const { status, body } = await send(hook, path, JSON.stringify(moved(request, by)));
  if (status !== 200) return `answered ${status}: ${body.trim()}\n`;
  return differenceOf(moved(response, by), answerOf(body));
}

function resultText(name: string, difference: string | null, paint: Paint): string {
  if (difference === null) return `${paint('green', 'same')}      ${name}\n`;
  return `${paint('red', 'different')} ${name}\n${diffText(difference, paint)}`;
}

async function replayCommand(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const hook = await readHook(args);
  const paint = paintFor(terminal.colours);
  const { output } = args;
  const results = [];
  for (const fixture of await readFixtures(args.fixture)) {
    const { name } = fixture;
    const difference = await replay(fixture, hook, terminal.now());
    results.push({ fixture: name, same: difference === null, difference });
    if (output === 'table') terminal.out(resultText(name, difference, paint));
  }
  const count = results.length;
  const same = results.filter((result) => result.same).length;
  const summary = `${count} ${count === 1 ? 'fixture' : 'fixtures'}: ${same} same, ${count - same} different\n`;
  terminal.out(output === 'table' ? summary : structuredText(results, output));
  return same === count ? EXIT.ok : EXIT.no;
}

/** Adds `akrobateo replay`. */
export function addReplay(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'replay <fixture..>',
    'Send fixtures to a running hook and compare its answers',
    (command) =>
      options(command)
        .example('$0 replay test/fixtures --url http://127.0.0.1:8080', 'every fixture')
        .epilogue(
          'Times of a fixture are moved to the present. The hook has to run with its default settings.',
        ),
    (args) => {
      choose((terminal) => replayCommand(args, terminal));
    },
  );
}
