import { runToEnd } from "../lab/command.ts";

/** Runs the built command-line tool as a user does. @returns stdout. @throws when it refuses. */
export async function wildegress(args: readonly string[], input = ""): Promise<string> {
  const done = await wildegressToEnd(args, input);
  if (done.code !== 0) throw new Error(`wildegress ${args.join(" ")}\nended with ${done.code}\n${done.stderr}`);
  return done.stdout;
}

export function wildegressToEnd(args: readonly string[], input = "") {
  return runToEnd([process.execPath, "bin/wildegress.js", ...args], { input });
}
