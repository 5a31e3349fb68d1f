import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '../../kubernetes/parsed.ts';
import { command, formats, text } from '../command.ts';
import { readTextFile } from '../files.ts';
import { exchange, networkFault } from '../http.ts';
import type { Exchanged } from '../http.ts';
import { readRecordings } from '../recordings.ts';
import type { Recorded } from '../recordings.ts';
import { coreWith } from '../report/exchanges.ts';
import type { Answered, Ask } from '../report/exchanges.ts';
import { CliError, EXIT, usageError, writeNotes } from '../terminal.ts';
import { diffText, jsonText, outputText, paint, paintedDiff } from '../text.ts';
import { alike, moved } from '../times.ts';

/** A running hook, and its credentials. */
interface Hook {
  readonly url: URL;
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

function readHook(given: string, tokenFile: string | undefined, ca: string | undefined): Hook {
  const token = tokenFile === undefined ? undefined : readTextFile(tokenFile).trim().split(/\s+/)[0];
  if (token === '') throw usageError(`${tokenFile ?? ''} has no token in it.`);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw usageError(`"${given}" is not a URL like http://127.0.0.1:8080.`);
  return { url, token, ca: ca === undefined ? undefined : readTextFile(ca) };
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

/** A hook that answers requests: path, request, and when it arrives, in milliseconds since the epoch. */
type Asked = (...request: Parameters<Ask>) => Answered | Promise<Answered>;

function running(hook: Hook): Asked {
  return async (path, request) => {
    const { status, body } = await send(hook, path, JSON.stringify(request));
    return { status, response: parseJson(body) ?? body.trim() };
  };
}

/** How the answer differs, if the exchange is moved in time; null: no difference. */
async function differenceOf({ exchange, at }: Recorded, ask: Asked, by: number): Promise<string | null> {
  const { path, request, status, response } = exchange;
  const answered = await ask(path, moved(request, by), at + by);
  if (answered.status !== status)
    return `answered ${answered.status}: ${JSON.stringify(answered.response)}\n`;
  const expected = moved(response, by);
  return diffText(['expected', 'answered'], jsonText(expected), jsonText(alike(expected, answered.response)));
}

function resultText(name: string, difference: string | null): string {
  if (difference === null) return `${paint('green', 'same')}      ${name}\n`;
  return `${paint('red', 'different')} ${name}\n${paintedDiff(difference)}`;
}

export const REPLAY = command({
  usage: 'replay <recorded..>',
  describe: 'Compare the answers of reports and fixtures with those of this program or of a hook',
  options: (parser) =>
    parser
      .positional('recorded', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Reports, fixtures (*.request.json), or folders of fixtures',
      })
      .option('url', text('URL of a running hook'))
      .option('token-file', text('File with a bearer token'))
      .option('ca', text('File with the CA (PEM) of an HTTPS hook'))
      .option('output', formats('table', 'yaml', 'json'))
      .example('$0 replay report.json', 'what this program answers, with the settings and time of the report')
      .example('$0 replay test/fixtures --url http://127.0.0.1:8080', 'every fixture, from a running hook')
      .epilogue(
        'For a running hook all times are moved to the present. It has to run with the settings of the report; for fixtures, with the default settings.',
      ),
  run: async ({ recorded, url, tokenFile, ca, output }, terminal) => {
    const hook = url === undefined ? undefined : readHook(url, tokenFile, ca);
    const { recordings, notes } = readRecordings(recorded);
    writeNotes(notes, terminal);
    const results = [];
    for (const { config, exchanges } of recordings) {
      const ask: Asked = hook === undefined ? coreWith(config) : running(hook);
      for (const each of exchanges) {
        const by = hook === undefined ? 0 : terminal.now() - each.at;
        const difference = await differenceOf(each, ask, by);
        results.push({ request: each.name, same: difference === null, difference });
        if (output === 'table') terminal.out(resultText(each.name, difference));
      }
    }
    const count = results.length;
    const same = results.filter((result) => result.same).length;
    const summary = `${count} ${count === 1 ? 'request' : 'requests'}: ${same} same, ${count - same} different\n`;
    terminal.out(outputText(results, output, () => summary));
    return same === count ? EXIT.ok : EXIT.no;
  },
});
