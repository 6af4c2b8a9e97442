import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { isThere, runToEnd, wildegress } from "./needed-program.ts";

const work = mkdtempSync(join(tmpdir(), "wildegress-helm-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly name: string }[] } };
  };
}

/** Istio's gateway chart, which scripts/ci/tools.sh lays beside the programs. */
function gatewayChart(): string {
  return join(dirname(runToEnd("sh", ["-c", "command -v helm"]).stdout.trim()), "gateway-chart");
}

describe.runIf(isThere("helm"))("helm template", () => {
  it("renders Istio's gateway chart with our values to a gateway with both containers", () => {
    const flags = "--istio newest --strategy sni-proxy --sni-proxy nginx --gateway-install helm".split(" ");
    wildegress("gen", "--domain", "*.wikipedia.org", ...flags, "--out", work);
    const name = "istio-egressgateway-with-sni-proxy";
    const values = join(work, "gateway-values.yaml");
    const run = runToEnd("helm", ["template", name, gatewayChart(), "--namespace", "istio-system", "-f", values]);
    expect(run.code, run.stderr).toBe(0);
    const objects = parseAllDocuments(run.stdout).map((document): Rendered | null => document.toJS());
    const gateway = objects.find((object) => object?.kind === "Deployment");
    expect(gateway?.metadata.name).toBe(name);
    expect(gateway?.spec.template.spec.containers.map((container) => container.name).sort()).toEqual([
      "istio-proxy",
      "sni-proxy",
    ]);
    expect(objects.map((object) => object?.kind)).toEqual(
      expect.arrayContaining(["Service", "HorizontalPodAutoscaler"]),
    );
  });
});
