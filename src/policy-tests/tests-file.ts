import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { printYaml } from "../output/yaml.ts";
import type { Plan } from "../plan/plan.ts";
import type { TestCase } from "./case.ts";
import { policyCases } from "./policy-cases.ts";

/** A file of routing tests, and what its reader should know. */
export interface TestsFile {
  readonly text: string;
  readonly count: number;
  readonly notes: readonly Diagnostic[];
}

const HEADER = `# What these policies are meant to do with honest and lying clients, by the threat models of their strategies.
# Hold the manifests against it: wildegress trace -f MANIFESTS --expect THIS-FILE
# What no policy lists is refused only in a mesh that is REGISTRY_ONLY, so that is what the tests are for.
`;

/**
 * Routing tests for every policy of a plan, as YAML.
 *
 * @throws DiagnosticError when there is no policy that tests can be written for
 */
export function testsFile(plan: Plan): TestsFile {
  const { target, policies } = plan;
  // A trace knows sidecars and gateways, and no ztunnel.
  const tested = policies.filter(({ strategy }) => strategy !== "waypoint");
  const left = policies.filter(({ strategy }) => strategy === "waypoint").map(({ name }) => name);
  if (tested.length === 0) throw new DiagnosticError({ ...notTested(left), severity: "error" });
  const tests = tested.flatMap((policy) => policyCases(policy, plan)).map(inOrder);
  const mesh = {
    ...(target.releaseKnown ? { istio: target.release.name } : {}),
    outbound: "REGISTRY_ONLY",
    ...(target.dnsCapture ? { dnsCapture: true } : {}),
  };
  return {
    text: HEADER + printYaml([{ mesh, tests }]),
    count: tests.length,
    notes: left.length > 0 ? [notTested(left)] : [],
  };
}

/** As a person reads it: who asks for what, then what must happen. */
function inOrder({ name, host, from, expect, destination, ...more }: TestCase): TestCase {
  return { name, host, from, ...more, expect, ...(destination === undefined ? {} : { destination }) };
}

function notTested(names: readonly string[]): Diagnostic {
  return {
    severity: "warning",
    code: "no-tests-for-waypoint",
    what: `no tests are written for ${names.map((name) => `"${name}"`).join(", ")}`,
    why: "its strategy is waypoint, and wildegress trace does not model ambient mode",
    fix: "check on the mesh with wildegress verify",
    at: { kind: "flag", flag: "--tests" },
  };
}
