import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { STRATEGIES } from "../../src/strategies/registry.ts";
import { fakeIo } from "../cli/fake-io.ts";

async function strategies(...flags: string[]) {
  const io = fakeIo();
  return { code: await main(["strategies", ...flags], io), out: io.out(), err: io.err() };
}

async function available(...flags: string[]): Promise<Record<string, boolean>> {
  const { out } = await strategies("--format", "json", ...flags);
  const report = JSON.parse(out) as { strategies: { id: string; available: boolean }[] };
  return Object.fromEntries(report.strategies.map((each) => [each.id, each.available]));
}

describe("wildegress strategies", () => {
  it("lists every strategy of the registry, in its order", async () => {
    const { code, out, err } = await strategies();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.match(/^\S+$/gm)).toEqual(STRATEGIES.map(({ id }) => id));
    for (const { summary, needs, protection } of STRATEGIES)
      for (const text of [summary, needs, protection]) expect(out).toContain(text);
    expect(out).not.toContain("on the target");
  });

  it("says from which release each is to be had", async () => {
    const { out } = await strategies();
    expect(out).toMatch(/^dynamic-dns\n(?: .*\n)* {2}releases +1\.30 and later \(sidecar\)$/m);
    expect(out).toMatch(/^waypoint\n(?: .*\n)* {2}releases +1\.29 and later \(ambient\)$/m);
    expect(out).toMatch(/^direct\n(?: .*\n)* {2}releases +1\.5 and later \(sidecar\)$/m);
  });

  it.each<[string[], string[]]>([
    [
      ["--istio", "1.5"],
      ["direct", "single-host", "sni-proxy"],
    ],
    [
      ["--istio", "1.29.0"],
      ["direct", "single-host", "sni-proxy"],
    ],
    [
      ["--istio", "1.29.1"],
      ["direct", "single-host", "sni-proxy", "waypoint"],
    ],
    [["--istio", "1.30", "--data-plane", "ambient"], ["waypoint"]],
    [
      ["--istio", "1.30", "--data-plane", "sidecar"],
      ["direct", "dynamic-dns", "single-host", "sni-proxy"],
    ],
    [["--data-plane", "ambient"], ["waypoint"]],
  ])("%j", async (flags, ids) => {
    const having = Object.entries(await available(...flags)).filter(([, yes]) => yes);
    expect(having.map(([id]) => id).sort()).toEqual(ids);
  });

  it("says why a strategy is not to be had, without the sample policy's name", async () => {
    const { out } = await strategies("--istio", "1.24");
    expect(out).toMatch(/on the target {2}no: sidecars of Istio 1\.24 do not serve DYNAMIC_DNS/);
    expect(out).not.toContain('policy "');
  });

  it("asks the cluster for its release", async () => {
    const io = fakeIo();
    expect(await main(["strategies", "--istio", "auto"], io)).toBe(3);
    expect(io.err()).toMatch(/kubectl is needed .*--istio auto/);
  });

  it.each([
    [["--istio", "2.0"], /is not an Istio release/],
    [["--istio", "1.4"], /is not a release that wildegress knows/],
    [["--data-plane", "mesh"], /Allowed choices are sidecar, ambient/],
  ])("refuses %j", async (flags, message) => {
    const { code, out, err } = await strategies(...flags);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.match(/^error:/gm)).toHaveLength(1);
  });
});
