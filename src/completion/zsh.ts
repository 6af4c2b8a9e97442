import { shellQuote } from "../shell/quote.ts";
import type { CommandModel, CompletionModel, OptionModel } from "./model.ts";

/** A completion script for zsh: to be sourced after compinit, or to be put into a folder of $fpath as `_wildegress`. */
export function zshCompletion(model: CompletionModel): string {
  return `#compdef ${model.program}
# zsh completion for ${model.program}; made by: ${model.program} completion zsh
_${model.program}() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${model.commands.map(({ name, summary }) => `    ${shellQuote(`${name}:${summary}`)}`).join("\n")}
  )
  _arguments -C \\
${model.options.map((option) => `    ${optionSpec(option)} \\`).join("\n")}
    '1: :->command' \\
    '*:: :->arguments'
  case $state in
    command) _describe -t commands command commands ;;
    arguments)
      case $line[1] in
${model.commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _${model.program} ]]; then
  _${model.program} "$@"
else
  compdef _${model.program} ${model.program}
fi
`;
}

function commandCase(command: CommandModel): string {
  const specs = command.options.map(optionSpec);
  if (command.argumentChoices.length > 0) {
    specs.push(shellQuote(`1:argument:(${command.argumentChoices.map(escapeChoice).join(" ")})`));
  } else if (command.argumentIsFile) {
    specs.push(shellQuote("*:file:_files"));
  }
  return `        ${command.name})
          _arguments \\
${specs.map((spec) => `            ${spec}`).join(" \\\n")}
          ;;`;
}

/** `'(-f --file)'{-f,--file}'[wildegress.yaml to read]:file:_files'`: each spelling of a flag is a spec of its own. */
function optionSpec(option: OptionModel): string {
  const description = option.summary.replace(/[\\[\]]/g, "\\$&");
  return option.flags
    .map((flag) => {
      // Repeatable: commander refuses a second --name with better words than a shell that goes silent.
      const head = option.value === undefined ? flag : flag.startsWith("--") ? `*${flag}=` : `*${flag}+`;
      return shellQuote(`${head}[${description}]${action(option)}`);
    })
    .join(" ");
}

function action(option: OptionModel): string {
  if (option.value === undefined) return "";
  const separator = option.value.required ? ":" : "::";
  if (option.value.choices.length > 0) {
    return `${separator}value:(${option.value.choices.map(escapeChoice).join(" ")})`;
  }
  if (option.value.isFile) return `${separator}file:_files`;
  if (option.value.isFolder) return `${separator}folder:_files -/`;
  return `${separator}value: `;
}

function escapeChoice(choice: string): string {
  return choice.replace(/[\\():\s]/g, "\\$&");
}
