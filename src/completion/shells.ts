import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import type { CompletionModel } from "./model.ts";
import { zshCompletion } from "./zsh.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (model: CompletionModel) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function completionScript(shell: Shell, model: CompletionModel): string {
  return SCRIPTS[shell](model);
}
