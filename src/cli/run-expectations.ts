import { parseRelease } from "../istio/release.ts";
import type { MeshSettings } from "../model/mesh-settings.ts";
import { gather, manifestsOf } from "../trace/ask/gather.ts";
import type { TraceOptions } from "../trace/ask/options.ts";
import { readOneFile } from "../trace/ask/read-one-file.ts";
import { type MeshFacts, settle } from "../trace/ask/settings.ts";
import { parseExpectFile } from "../trace/expect/read-expect.ts";
import { expectJson, expectJunit, expectSummary, expectText } from "../trace/expect/report-expect.ts";
import { runExpectFile, type Tested } from "../trace/expect/run-expect.ts";
import { makeTracer } from "../trace/tracer.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { fewOfEach } from "./few-of-each.ts";
import type { Io } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";

/**
 * Holds routing tests against manifests: `--expect`.
 *
 * @throws DiagnosticError for what is wrong with the files
 */
export async function runExpectations(options: TraceOptions, facts: MeshFacts, io: Io): Promise<ExitCode> {
  const files = [];
  for (const name of options.expect ?? []) {
    const { text, file } = await readOneFile(name, "--expect", io);
    files.push(parseExpectFile(text, file));
  }
  const { read } = await gather(manifestsOf(options), facts, options, io);
  await printDiagnostics(fewOfEach(read.notes), io);
  const settingsOf = new Map<Tested, MeshSettings>();
  for (const file of files) {
    const { settings } = settle(
      factsFor(file.mesh.istio, facts, file.file),
      { ...file.mesh, ...said(options) },
      read.world,
    );
    for (const test of runExpectFile(file, makeTracer(read.world, settings), read.world))
      settingsOf.set(test, settings);
  }
  const tests = [...settingsOf.keys()];
  io.stdout.write(report(tests, settingsOf, options));
  io.stderr.write(expectSummary(tests));
  const failed = tests.filter(({ passed }) => !passed);
  if (failed.length === 0) return EXIT.ok;
  return failed.every(({ result }) => result.outcome === "unknown") ? EXIT.unknown : EXIT.findings;
}

/** Flags win over what a file of tests says. */
function said({ outbound, dnsCapture }: TraceOptions): Pick<TraceOptions, "outbound" | "dnsCapture"> {
  return { ...(outbound === undefined ? {} : { outbound }), ...(dnsCapture === undefined ? {} : { dnsCapture }) };
}

function factsFor(istio: string | undefined, facts: MeshFacts, file: string): MeshFacts {
  if (istio === undefined || facts.releaseKnown) return facts;
  const release = parseRelease(istio, { kind: "file", file, line: 1, column: 1, path: "mesh.istio" });
  return { ...facts, release, releaseKnown: true };
}

function report(
  tests: readonly Tested[],
  settings: ReadonlyMap<Tested, MeshSettings>,
  { format, verbose }: TraceOptions,
): string {
  if (format === "junit") return expectJunit(tests);
  if (format === "json") return expectJson(tests, (test) => settings.get(test) ?? failed(test));
  return expectText(tests, { verbose: verbose === true });
}

function failed(test: Tested): never {
  throw new Error(`no settings for ${test.expectation.host}`);
}
