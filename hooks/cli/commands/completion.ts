import type { Argv } from 'yargs';
import { EXIT } from '../exit.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

// yargs completes in any shell, but writes scripts for bash and zsh only, by the shell that it finds.
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `_akrobateo() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(akrobateo --get-yargs-completions "\${COMP_WORDS[@]}")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _akrobateo akrobateo
`,
  zsh: `#compdef akrobateo
_akrobateo() {
  local reply
  IFS=$'\\n' reply=($(SHELL=sh akrobateo --get-yargs-completions "\${words[@]}"))
  if [[ \${#reply[@]} -gt 0 ]]; then compadd -- "\${reply[@]}"; else _files; fi
}
compdef _akrobateo akrobateo
`,
  fish: `complete -c akrobateo -a '(SHELL=sh akrobateo --get-yargs-completions (commandline -opc) (commandline -ct))'
`,
};

/** Adds `akrobateo completion`: prints the script that a shell's start-up file loads. */
export function addCompletion(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'completion [shell]',
    'Print a script that completes commands and options',
    (command) =>
      command
        .positional('shell', { choices: SHELLS, default: 'bash' as const, describe: 'Shell' })
        .example('source <($0 completion bash)', 'in ~/.bashrc'),
    ({ shell }) =>
      perform(() => {
        terminal.out(SCRIPTS[shell]);
        return Promise.resolve(EXIT.ok);
      }),
  );
}
