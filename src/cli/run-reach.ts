import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { clientAsked } from "../trace/ask/connection-asked.ts";
import { gather, gatherFacts, manifestsOf } from "../trace/ask/gather.ts";
import type { Client } from "../trace/connection.ts";
import { allClients } from "../trace/reach/all-clients.ts";
import { gatesOf, hitsOf } from "../trace/reach/gates.ts";
import type { ReachOptions } from "../trace/reach/options.ts";
import type { ReachDocument } from "../trace/reach/output/document.ts";
import { reportsFor } from "../trace/reach/reports.ts";
import { makeTracer } from "../trace/tracer.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { fewOfEach } from "./few-of-each.ts";
import { type Io, wantsColour } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { linesFor } from "./write-answer.ts";

/**
 * Reports what workloads may reach outside the mesh.
 *
 * @throws DiagnosticError for whatever is wrong with flags and files
 */
export async function runReach(options: ReachOptions, io: Io): Promise<ExitCode> {
  const gates = gatesOf(options.failOn ?? []);
  if (options.all === true && options.from !== undefined) throw fromAndAll();
  const facts = await gatherFacts(options, io);
  const { read, settings, assumptions } = await gather(manifestsOf(options), facts, options, io);
  await printDiagnostics(fewOfEach(read.notes), io);
  const { world } = read;
  const { model } = makeTracer(world, settings);
  const asked: { clients: readonly Client[]; assumptions: readonly string[] } =
    options.all === true ? { clients: allClients(model, world), assumptions: [] } : one(options);
  if (asked.clients.length === 0) throw nobody();
  const reports = reportsFor(asked.clients, model, world);
  const document: ReachDocument = { settings, reports, assumptions: [...assumptions, ...asked.assumptions] };
  io.stdout.write(await printed(document, options, io));
  const hits = hitsOf(gates, reports);
  for (const { gate, client, says } of hits) io.stderr.write(`--fail-on ${gate}: ${client}: ${says}\n`);
  if (hits.length > 0) return EXIT.findings;
  return reports.some(({ unknown }) => unknown.length > 0) ? EXIT.unknown : EXIT.ok;

  function one(given: ReachOptions): { clients: readonly Client[]; assumptions: readonly string[] } {
    const { client, assumptions: taken } = clientAsked(given, world);
    return { clients: [client], assumptions: taken };
  }
}

async function printed(document: ReachDocument, { format, verbose }: ReachOptions, io: Io): Promise<string> {
  if (format === "json") return (await import("../trace/reach/output/json.ts")).reachJson(document);
  if (format === "markdown") return (await import("../trace/reach/output/markdown.ts")).reachMarkdown(document);
  const { reachText } = await import("../trace/reach/output/text.ts");
  const { PLAIN_PAINT, colourPaint } = await import("../trace/output/paint.ts");
  return reachText(document, {
    columns: linesFor(io),
    verbose: verbose === true,
    paint: wantsColour(io.stdout, io.env) ? await colourPaint() : PLAIN_PAINT,
  });
}

function fromAndAll(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "from-and-all",
    what: "--from names one workload, and --all asks for every one",
    why: "a report is for one of the two",
    fix: "leave one of them out",
    at: { kind: "flag", flag: "--all" },
  });
}

function nobody(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-workloads",
    what: "no workloads are among the manifests",
    why: "--all reports on every Pod, Deployment, StatefulSet, DaemonSet and Job that was read, gateways left out",
    fix: "add their manifests with -f, or name one workload with --from NAMESPACE/NAME",
    at: { kind: "flag", flag: "--all" },
  });
}
