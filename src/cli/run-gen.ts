import { checkGenerated } from "../check-generated.ts";
import { readRequest } from "../config/read-request.ts";
import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { choiceNotes } from "../explain/choice-notes.ts";
import { type Generated, generate } from "../generate.ts";
import { KUSTOMIZATION } from "../output/file-names.ts";
import { type Format, render, renderArtifact } from "../output/formats.ts";
import { buildPlan } from "../plan/build-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { fewOfEach } from "./few-of-each.ts";
import type { Io } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { readUsersTemplate } from "./templates.ts";

/** The flags of gen that are not part of the request. */
export interface GenOptions extends Readonly<Record<string, unknown>> {
  readonly out?: string;
  readonly singleFile?: boolean;
  readonly format?: Format;
  readonly only?: readonly string[];
  readonly comments?: boolean;
  readonly dryRun?: boolean;
  readonly templateDir?: string;
  readonly quiet?: boolean;
  readonly tests?: string;
}

/**
 * From flags to output: nothing goes to stdout or disk before all of it is there and checked.
 *
 * @throws DiagnosticError for whatever is wrong with the input, EnvironmentError for the world around
 */
export async function runGen(options: GenOptions, io: Io): Promise<void> {
  refuseIdleFlags(options);
  const request = await readRequest(options, io);
  const { plan, notes } = await buildPlan(request);
  const whole = generate(plan);
  checkGenerated(whole);
  const generated = options.only === undefined ? whole : await filtered(whole, options.only);
  const product = await makeProduct(generated, options, io);
  const testNotes = options.tests === undefined ? [] : await writeTests(plan, options.tests, io);
  const said = [...choiceNotes(plan), ...notes, ...generated.notes, ...product.notes, ...testNotes];
  const kept = options.quiet === true ? said.filter(({ severity }) => severity !== "info") : said;
  await printDiagnostics(fewOfEach(kept), io);
  io.stdout.write(product.text);
}

async function writeTests(plan: Plan, file: string, io: Io): Promise<readonly Diagnostic[]> {
  const { testsFile } = await import("../policy-tests/tests-file.ts");
  const { writeOneFile } = await import("./write-one-file.ts");
  const { text, count, notes } = testsFile(plan);
  await writeOneFile(file, text, "--tests", io.cwd);
  const written: Diagnostic = {
    severity: "info",
    code: "tests-written",
    what: `wrote ${count} routing tests to ${file}`,
    fix: `hold the manifests against them: wildegress trace -f MANIFESTS --expect ${file}`,
  };
  return [...notes, written];
}

interface Product {
  readonly text: string;
  readonly notes: readonly Diagnostic[];
}

async function filtered(generated: Generated, kinds: readonly string[]): Promise<Generated> {
  const { onlyKinds } = await import("./only-kinds.ts");
  return onlyKinds(generated, kinds);
}

async function makeProduct(generated: Generated, options: GenOptions, io: Io): Promise<Product> {
  if (options.dryRun === true) {
    const { planText } = await import("../explain/plan-text.ts");
    return { text: planText(generated), notes: [] };
  }
  const kustomizationTemplate =
    options.templateDir === undefined ? undefined : readUsersTemplate(KUSTOMIZATION, options.templateDir, io);
  const rendering = {
    comments: options.comments === true,
    ...(kustomizationTemplate === undefined ? {} : { kustomizationTemplate }),
  };
  if (options.out !== undefined) {
    const { writeOutput } = await import("./write-output.ts");
    const notes = await writeOutput(
      generated,
      options.out,
      { ...rendering, singleFile: options.singleFile === true },
      io,
    );
    return { text: "", notes };
  }
  const format = options.format ?? "yaml";
  if (format === "yaml" && generated.resources.length === 0) {
    return {
      text: generated.artifacts.map((artifact) => renderArtifact(artifact, rendering)).join("---\n"),
      notes: [],
    };
  }
  const text = render(generated, format, rendering);
  return { text, notes: format === "helm-values" ? [] : generated.artifacts.map(notInStream) };
}

/** What is no manifest cannot be piped to kubectl: say where it is to be had. */
function notInStream({ kind, why }: Generated["artifacts"][number]): Diagnostic {
  return {
    severity: "warning",
    code: "artifact-apart",
    what:
      kind === "HelmValues" ? "the values for Helm are not in this output" : "the IstioOperator is not in this output",
    why: `kubectl cannot apply it. ${why}`,
    fix: `print it with ${kind === "HelmValues" ? "--format helm-values" : "--only IstioOperator"}, or write all files with --out DIR`,
  };
}

/** Flags that would do nothing are errors: whoever gives one counts on it. */
function refuseIdleFlags({ out, singleFile, format, comments }: GenOptions): void {
  if (singleFile === true && out === undefined) {
    throw idle(
      "--single-file",
      "it says how --out writes, and there is no --out",
      "add --out DIR; stdout has all in one stream anyway",
    );
  }
  if (out !== undefined && format !== undefined && format !== "yaml" && format !== "kustomize") {
    throw idle(
      "--format",
      `--out writes YAML files and a kustomization.yaml, not ${format}`,
      "leave one of the two out",
    );
  }
  if (comments === true && (format === "json" || format === "list" || format === "kustomize")) {
    throw idle(
      "--comments",
      `--format ${format} has no room for comments`,
      "use --format yaml, or leave --comments out",
    );
  }
}

function idle(flag: string, why: string, fix: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "flag-without-effect",
    what: `${flag} would have no effect`,
    why,
    fix,
    at: { kind: "flag", flag },
  });
}
