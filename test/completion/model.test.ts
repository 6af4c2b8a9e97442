import { expect, it } from "vitest";
import { sampleModel } from "./sample-program.ts";

it("takes commands, options, choices and kinds of values from the commander tree", () => {
  const model = sampleModel();
  expect(model.options.map(({ flags }) => flags)).toEqual([
    ["-V", "--version"],
    ["-h", "--help"],
  ]);
  expect(model.commands.map(({ name }) => name)).toEqual(["gen", "validate", "completion"]);
  const [gen, validate, completion] = model.commands;
  expect(gen?.options.map(({ flags, value }) => [flags.at(-1), value])).toEqual([
    ["--file", { required: true, choices: [], isFile: true, isFolder: false }],
    ["--out", { required: true, choices: [], isFile: false, isFolder: true }],
    ["--strategy", { required: true, choices: ["auto", "direct", "sni-proxy"], isFile: false, isFolder: false }],
    ["--domain", { required: true, choices: [], isFile: false, isFolder: false }],
    ["--mtls", undefined],
    ["--help", undefined],
  ]);
  expect(validate?.argumentIsFile).toBe(true);
  expect(completion?.argumentChoices).toEqual(["bash", "zsh", "fish"]);
});
