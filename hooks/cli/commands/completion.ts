import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

// yargs answers --get-yargs-completions in any shell, but writes scripts for bash and zsh only, of its own choice.
const SCRIPTS: Readonly<Record<Shell, string>> = {
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

/** Prints the script that a shell's start-up file is to load. */
export function completionCommand(shell: Shell, terminal: Terminal): ExitCode {
  terminal.out(SCRIPTS[shell]);
  return EXIT.ok;
}
