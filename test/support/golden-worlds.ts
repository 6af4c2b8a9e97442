import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { addRequestOptions } from "../../src/cli/request-options.ts";
import { readRequest } from "../../src/config/read-request.ts";
import { type Generated, generate } from "../../src/generate.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { splitWords } from "../../src/shell/split-words.ts";
import { fakeIo } from "../cli/fake-io.ts";

const GOLDEN = join(import.meta.dirname, "..", "golden");

/** Cases under test/golden that give an output. */
export function goldenCases(): string[] {
  return readdirSync(GOLDEN, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("refused-"))
    .map(({ name }) => name)
    .sort();
}

/** What a golden case is made from, whole: without `--only` and other ways to print it. With a release, for that one. */
export async function goldenWorld(name: string, release?: string): Promise<Generated> {
  const cwd = join(GOLDEN, name);
  const args = join(cwd, "args");
  const line = existsSync(args) ? readFileSync(args, "utf8") : "-f request.yaml";
  const command = new Command().allowUnknownOption().allowExcessArguments();
  addRequestOptions(command);
  const words = splitWords(line, { kind: "default" });
  if (release !== undefined) {
    const at = words.indexOf("--istio");
    words.splice(at < 0 ? words.length : at, at < 0 ? 0 : 2, "--istio", release);
  }
  command.parse(words, { from: "user" });
  const { plan } = await buildPlan(await readRequest(command.opts(), fakeIo({ cwd })));
  return generate(plan);
}
