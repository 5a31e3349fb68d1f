/** What the demo prints with. */
export interface Output {
  /** A numbered step, and what is to be seen in it. */
  readonly step: (title: string, text: string) => void;
  /** What a user does, as a command. */
  readonly command: (text: string) => void;
  readonly line: (text: string) => void;
}

/** The text in lines of at most 96 characters, the width of a terminal, each after the indentation. */
function wrapped(text: string, indentation: string): string {
  const line = new RegExp(`(.{1,${96 - indentation.length}})(?: |$)`, 'g');
  return text.replaceAll(line, `\n${indentation}$1`);
}

/** Plain text, or with bold and coloured lines. */
export function outputTo(write: (text: string) => void, colours: boolean): Output {
  const styled = (style: number, text: string) => (colours ? `\u001b[${style}m${text}\u001b[0m` : text);
  let steps = 0;
  const line = (text: string) => {
    write(`${text}\n`);
  };
  return {
    step: (title, text) => {
      steps += 1;
      line(`\n${styled(1, `${steps}. ${title}`)}${wrapped(text, '   ')}`);
    },
    command: (text) => {
      line(styled(36, `   > ${text}`));
    },
    line,
  };
}

/** A Service as `kubectl get service` shows it and, on lines of its own, the reason of `kubectl describe service`. */
export interface ServiceRow {
  readonly name: string;
  readonly type: string;
  readonly addresses: readonly string[];
  readonly reason: string | undefined;
}

/** The row as text. */
export function rowText({ name, type, addresses, reason }: ServiceRow): string {
  const none = type === 'LoadBalancer' ? '<pending>' : '<none>';
  const published = addresses.length === 0 ? none : addresses.join(',');
  const why = reason === undefined ? '' : wrapped(`reason ${reason}`, ' '.repeat(11));
  return `     ${name.padEnd(5)} ${type.padEnd(12)} EXTERNAL-IP ${published}${why}`;
}
