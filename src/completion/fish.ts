import type { CompletionModel, OptionModel } from "./model.ts";

/** A completion script for fish 3: to be sourced, or put into ~/.config/fish/completions/wildegress.fish. */
export function fishCompletion(model: CompletionModel): string {
  const lines = [
    `# fish completion for ${model.program}; made by: ${model.program} completion fish`,
    `complete -c ${model.program} -f`,
  ];
  const without = "__fish_use_subcommand";
  for (const option of model.options) lines.push(optionLine(model.program, without, option));
  for (const { name, summary } of model.commands) {
    lines.push(`complete -c ${model.program} -n ${without} -a ${fishQuote(name)} -d ${fishQuote(summary)}`);
  }
  for (const command of model.commands) {
    const condition = fishQuote(`__fish_seen_subcommand_from ${command.name}`);
    for (const choice of command.argumentChoices) {
      lines.push(`complete -c ${model.program} -n ${condition} -a ${fishQuote(choice)}`);
    }
    if (command.argumentIsFile) lines.push(`complete -c ${model.program} -n ${condition} -F`);
    for (const option of command.options) lines.push(optionLine(model.program, condition, option));
  }
  return `${lines.join("\n")}\n`;
}

function optionLine(program: string, condition: string, option: OptionModel): string {
  const parts = [`complete -c ${program} -n ${condition}`];
  for (const flag of option.flags) {
    parts.push(flag.startsWith("--") ? `-l ${fishQuote(flag.slice(2))}` : `-s ${fishQuote(flag.slice(1))}`);
  }
  if (option.value !== undefined) {
    if (option.value.required) parts.push(option.value.isFile || option.value.isFolder ? "-r -F" : "-x");
    if (option.value.choices.length > 0) parts.push(`-a ${fishQuote(option.value.choices.join(" "))}`);
  }
  parts.push(`-d ${fishQuote(option.summary)}`);
  return parts.join(" ");
}

/** In fish's single quotes only the backslash and the quote itself are special. */
function fishQuote(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, "\\$&")}'`;
}
