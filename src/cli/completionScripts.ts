/** What bash, zsh and fish read to complete a command line. */

/** A command, and what may stand after it. */
export interface Completed {
  readonly name: string;
  readonly about: string;
  readonly options: readonly { readonly name: string; readonly about: string }[];
  readonly words: readonly string[];
}

export function bashScript(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, words }) => {
    const all = [...options.map((option) => option.name), ...words, '--help'];
    return `    ${name}) words='${all.join(' ')}' ;;`;
  });
  return `_highwater() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _highwater highwater`;
}

export function zshScript(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, words }) => {
    const listed = options.map((option) => `'${option.name}[${zshText(option.about)}]'`);
    const after =
      words.length === 0
        ? '_files'
        : `_alternative "words:word:(${words.join(' ')})" "files:file:_files"`;
    return `    ${name}) _arguments ${[...listed, "'--help[what it does]'"].join(' ')} '*: :{${after}}' ;;`;
  });
  const described = commands.map(({ name, about }) => `'${name}:${zshText(about)}'`);
  return `_highwater() {
  local -a commands=(${described.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _highwater ]; then _highwater "$@"; else compdef _highwater highwater; fi`;
}

/** Without what zsh takes for its own. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:]/g, ' ');
}

export function fishScript(commands: readonly Completed[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`\'`)}'`;
  const lines = commands.flatMap(({ name, about, options, words }) => {
    const within = `complete -c highwater -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c highwater -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`,
      ...options.map((option) => `${within} -l ${option.name.slice(2)} -d ${quoted(option.about)}`),
      ...(words.length === 0 ? [] : [`${within} -a ${quoted(words.join(' '))}`]),
    ];
  });
  return lines.join('\n');
}
