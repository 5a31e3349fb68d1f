import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '../../kubernetes/parsed.ts';
import { command, formats, text } from '../command.ts';
import { readTextFile } from '../files.ts';
import { readFixtures } from '../fixtures.ts';
import type { Fixture } from '../fixtures.ts';
import { exchange, networkFault } from '../http.ts';
import type { Exchanged } from '../http.ts';
import { CliError, EXIT, usageError } from '../terminal.ts';
import { diffText, jsonText, outputText, paint, paintedDiff } from '../text.ts';
import { alike, momentOf, moved } from '../times.ts';

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

/** How the answer to a fixture differs, with its times moved to the present; null: no difference. */
async function replay({ path, request, response }: Fixture, hook: Hook, now: number): Promise<string | null> {
  const by = now - momentOf(request);
  const { status, body } = await send(hook, path, JSON.stringify(moved(request, by)));
  if (status !== 200) return `answered ${status}: ${body.trim()}\n`;
  const expected = moved(response, by);
  const answered = alike(expected, parseJson(body) ?? body);
  return diffText(['expected', 'answered'], jsonText(expected), jsonText(answered));
}

function resultText(name: string, difference: string | null): string {
  if (difference === null) return `${paint('green', 'same')}      ${name}\n`;
  return `${paint('red', 'different')} ${name}\n${paintedDiff(difference)}`;
}

export const REPLAY = command({
  usage: 'replay <fixture..>',
  describe: 'Send fixtures to a running hook and compare its answers',
  options: (parser) =>
    parser
      .positional('fixture', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Files *.request.json, or folders of them',
      })
      .option('url', { demandOption: true, ...text('URL of the hook') } as const)
      .option('token-file', text('File with a bearer token'))
      .option('ca', text('File with the CA (PEM) of an HTTPS hook'))
      .option('output', formats('table', 'yaml', 'json'))
      .example('$0 replay test/fixtures --url http://127.0.0.1:8080', 'every fixture')
      .epilogue(
        'Times of a fixture are moved to the present. The hook has to run with its default settings.',
      ),
  run: async ({ fixture: names, url, tokenFile, ca, output }, terminal) => {
    const hook = readHook(url, tokenFile, ca);
    const results = [];
    for (const fixture of readFixtures(names)) {
      const { name } = fixture;
      const difference = await replay(fixture, hook, terminal.now());
      results.push({ fixture: name, same: difference === null, difference });
      if (output === 'table') terminal.out(resultText(name, difference));
    }
    const count = results.length;
    const same = results.filter((result) => result.same).length;
    const summary = `${count} ${count === 1 ? 'fixture' : 'fixtures'}: ${same} same, ${count - same} different\n`;
    terminal.out(outputText(results, output, () => summary));
    return same === count ? EXIT.ok : EXIT.no;
  },
});
