import { existsSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { RunProgram } from "../programs/run-program.ts";
import type { RequestOptions } from "./flag-reader.ts";
import { requestFromFlags } from "./from-flags.ts";
import { mergeRequest } from "./merge.ts";
import type { Request } from "./request.ts";
import type { InputIo } from "./text-input.ts";

export type { RequestOptions } from "./flag-reader.ts";

/** What reading a request needs of the outside world: files, standard input, and kubectl for `--istio auto`. */
export interface RequestIo extends InputIo {
  readonly run: RunProgram;
}

/**
 * The request that flags and file make together. At least one policy is in it, and `istio` is a release: "auto" has been asked for.
 *
 * @param options what commander gives for the flags of `addRequestOptions`
 * @throws DiagnosticError for bad flags, a bad file, or when nothing was asked for
 */
export async function readRequest(options: RequestOptions, io: RequestIo): Promise<Request> {
  refuseTwoReadersOfStdin(options);
  const flags = await requestFromFlags(options, io);
  const file = options.file === undefined ? undefined : await readFile(String(options.file), io);
  const request = mergeRequest(flags, file);
  if (request.policies.length === 0) throw nothingAsked(io);
  if (request.istio?.value !== "auto") return request;
  const { askClusterForRelease } = await import("./ask-cluster.ts");
  return { ...request, istio: await askClusterForRelease(io) };
}

async function readFile(name: string, io: InputIo): Promise<Request> {
  // The YAML reader is heavy: a request by flags alone does without.
  const { requestFromFile } = await import("./from-file.ts");
  return await requestFromFile(name, io);
}

function refuseTwoReadersOfStdin(options: RequestOptions): void {
  if (options.file !== "-" || !Array.isArray(options.domain)) return;
  if (!options.domain.some((value) => String(value).split(",").includes("@-"))) return;
  const at: Origin = { kind: "flag", flag: "--domain", value: "@-" };
  throw new DiagnosticError({
    severity: "error",
    code: "stdin-twice",
    what: "both --file - and --domain @- read standard input",
    why: "it can be read once",
    fix: "put one of them into a file",
    at,
  });
}

function nothingAsked(io: InputIo): DiagnosticError {
  const fileIsThere = existsSync(join(io.cwd, "wildegress.yaml"));
  return new DiagnosticError({
    severity: "error",
    code: "no-policy",
    what: "no domain was given",
    why: "there is nothing to do without at least one domain",
    fix: fileIsThere
      ? "name the file that is here with -f wildegress.yaml, or add --domain '*.wikipedia.org'"
      : "add --domain '*.wikipedia.org', or name a file with -f wildegress.yaml (wildegress init writes one)",
  });
}
