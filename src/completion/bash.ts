import { shellQuote } from "../shell/quote.ts";
import type { CommandModel, CompletionModel, OptionModel } from "./model.ts";

/**
 * A completion script for bash 3.2 and later; it needs nothing of the bash-completion package.
 * Both `--format yaml` and `--format=yaml` are completed: bash parts words at `=`, so the function puts them together first.
 */
export function bashCompletion(model: CompletionModel): string {
  const names = model.commands.map(({ name }) => name);
  return `# bash completion for ${model.program}; made by: ${model.program} completion bash
_${model.program}() {
  local cur prev command i
  local -a words
  _${model.program}_words
  cur=\${words[\${#words[@]}-1]}
  prev=\${words[\${#words[@]}-2]}
  command=
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    case \${words[i]} in
      -*) ;;
      *) command=\${words[i]}; break ;;
    esac
  done
  COMPREPLY=()
  local flag=$prev value=$cur
  case $cur in
    --*=*) flag=\${cur%%=*} value=\${cur#*=} ;;
  esac
  case $command in
${model.commands.map((command) => commandCase(command, model.program)).join("\n")}
    *)
      _${model.program}_reply ${shellQuote([...names, ...flagsOf(model.options)].join(" "))}
      ;;
  esac
}

# The command line up to the cursor, with --flag = value as one word again.
_${model.program}_words() {
  local i word
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = && \${#words[@]} -gt 1 ]] || [[ \${#words[@]} -gt 0 && \${words[\${#words[@]}-1]} == --*= ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
  done
}

# Candidates, one per word of $1, that begin with what was typed.
_${model.program}_reply() {
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$1" -- "$value"))
}

_${model.program}_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$value"))
  compopt -o filenames 2>/dev/null
}

complete -F _${model.program} ${model.program}
`;
}

function commandCase(command: CommandModel, program: string): string {
  const lines = [`    ${command.name})`, "      case $flag in"];
  for (const option of command.options) {
    if (option.value === undefined) continue;
    // An optional value may be left out: behind a blank the next word is not its value.
    const patterns = option.value.required ? option.flags.join("|") : undefined;
    const complete =
      option.value.choices.length > 0
        ? `_${program}_reply ${shellQuote(option.value.choices.join(" "))}`
        : option.value.isFile
          ? `_${program}_files -f`
          : option.value.isFolder
            ? `_${program}_files -d`
            : ":";
    if (patterns !== undefined) lines.push(`        ${patterns}) ${complete}; return ;;`);
  }
  lines.push("      esac");
  const words = [...command.argumentChoices, ...flagsOf(command.options)].join(" ");
  if (command.argumentIsFile) {
    lines.push(`      if [[ $cur == -* ]]; then _${program}_reply ${shellQuote(words)}; else _${program}_files -f; fi`);
  } else {
    lines.push(`      _${program}_reply ${shellQuote(words)}`);
  }
  lines.push("      ;;");
  return lines.join("\n");
}

function flagsOf(options: readonly OptionModel[]): string[] {
  return options.flatMap(({ flags }) => flags);
}
