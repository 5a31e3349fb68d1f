/** What the demo prints with. */
export interface Narrator {
  /** Starts a chapter. */
  readonly chapter: (title: string, says: string) => void;
  /** What somebody does, as a command or a file would say it. */
  readonly does: (text: string) => void;
  /** What is then seen. */
  readonly sees: (text: string) => void;
  /** A line of its own. */
  readonly line: (text: string) => void;
}

const WIDTH = 96;

/** The text in lines of at most a terminal's width, each after the indentation. */
function wrapped(text: string, indentation: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indentation}${word}`);
  }
  return lines.join('\n');
}

/** Tells it in plain text, with bold and dimmed words where colours are welcome. */
export function narratorOf(write: (text: string) => void, colours: boolean): Narrator {
  const styled = (style: number, text: string) => (colours ? `\u001b[${style}m${text}\u001b[0m` : text);
  let chapters = 0;
  const line = (text: string) => {
    write(`${text}\n`);
  };
  return {
    chapter: (title, says) => {
      chapters += 1;
      line(`\n${styled(1, `${chapters}. ${title}`)}\n${wrapped(says, '   ')}`);
    },
    does: (text) => {
      line(styled(36, `   > ${text}`));
    },
    sees: (text) => {
      line(`     ${text}`);
    },
    line,
  };
}

/** A Service as it is shown. */
export interface Shown {
  readonly name: string;
  readonly type: string;
  readonly addresses: readonly string[];
  readonly reason: string | undefined;
}

/** What `kubectl get service` says of a Service and, on a line of its own, the reason that `kubectl describe service` shows. */
export function statusLine({ name, type, addresses, reason }: Shown): string {
  const nothing = type === 'LoadBalancer' ? '<pending>' : '<none>';
  const published = addresses.length === 0 ? nothing : addresses.join(',');
  const why = reason === undefined ? '' : `\n${wrapped(`reason ${reason}`, ' '.repeat(11))}`;
  return `${name.padEnd(5)} ${type.padEnd(12)} EXTERNAL-IP ${published}${why}`;
}
