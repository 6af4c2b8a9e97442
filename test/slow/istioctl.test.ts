import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { isThere, runToEnd, wildegress } from "./needed-program.ts";

const work = mkdtempSync(join(tmpdir(), "wildegress-istioctl-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const CASES = [
  "--strategy direct",
  "--strategy direct --port 80/http",
  "--strategy single-host --via www.wikipedia.org --no-mtls",
  "--strategy single-host --via www.wikipedia.org --mtls",
  "--strategy sni-proxy --sni-proxy envoy --mtls",
  "--strategy sni-proxy --sni-proxy envoy --mtls --from shop/crawler --harden",
  "--strategy sni-proxy --sni-proxy envoy --no-mtls",
  "--strategy sni-proxy --sni-proxy nginx --mtls",
  "--strategy sni-proxy --sni-proxy nginx --no-mtls",
  "--strategy sni-proxy --sni-proxy nginx --mtls --harden --port 443 --port 8443/tls",
  "--strategy dynamic-dns",
  "--strategy dynamic-dns --port 80/http",
  "--strategy waypoint --data-plane ambient",
];

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly name: string }[] } };
  };
}

describe.runIf(isThere("istioctl"))("istioctl", () => {
  it.each(CASES)("validate accepts gen %s", (flags) => {
    const yaml = wildegress("gen", "--domain", "*.wikipedia.org", "--istio", "newest", ...flags.split(" "));
    const file = join(work, "manifests.yaml");
    writeFileSync(file, yaml);
    const run = runToEnd("istioctl", ["validate", "-f", file]);
    expect(run.stderr + run.stdout).toMatch(/is valid|has warnings/);
    expect(run.code).toBe(0);
  });

  it("validate refuses what is wrong, so that its word means something", () => {
    const yaml = wildegress("gen", "--domain", "*.wikipedia.org", "--istio", "newest", "--strategy", "direct");
    const file = join(work, "wrong.yaml");
    writeFileSync(file, yaml.replace("resolution: NONE", "resolution: DNS"));
    expect(runToEnd("istioctl", ["validate", "-f", file]).code).not.toBe(0);
  });

  it("manifest generate renders the operator's output to a gateway with both containers", () => {
    const out = join(work, "operator");
    const flags = "--istio newest --strategy sni-proxy --sni-proxy nginx --gateway-install operator".split(" ");
    wildegress("gen", "--domain", "*.wikipedia.org", ...flags, "--out", out);
    const operator = join(out, "istio-operator.yaml");
    expect(readFileSync(operator, "utf8")).toContain("kind: IstioOperator");
    const run = runToEnd("istioctl", ["manifest", "generate", "-f", operator]);
    expect(run.code, run.stderr).toBe(0);
    const rendered = parseAllDocuments(run.stdout).map((document): Rendered | null => document.toJS());
    const gateway = rendered.find(
      (object) => object?.kind === "Deployment" && object.metadata.name === "istio-egressgateway-with-sni-proxy",
    );
    expect(gateway?.spec.template.spec.containers.map(({ name }) => name).sort()).toEqual(["istio-proxy", "sni-proxy"]);
  });
});
