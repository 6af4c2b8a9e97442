import { describe, expect, test } from "vitest";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { makeRequest, type PolicyWords, type RequestWords } from "../support/request.ts";

const plan = async (words: RequestWords) => (await buildPlan(makeRequest(words))).plan;
const notes = async (words: RequestWords) => (await buildPlan(makeRequest(words))).notes;
const names = async (...policies: PolicyWords[]) =>
  (await plan({ istio: "1.30", policies })).policies.map(({ name }) => name);
const domain = (...domains: string[]): PolicyWords => ({ domains });

describe("domains", () => {
  test("are sorted, and what a wildcard covers is left out and said", async () => {
    const words = {
      istio: "1.30",
      policies: [domain("www.b.example", "*.b.example", "a.example", "A.example", "*.c.b.example")],
    };
    const [policy] = (await plan(words)).policies;
    expect(policy?.domains.map(({ text }) => text)).toEqual(["*.b.example", "a.example"]);
    expect(await notes(words)).toContainEqual(
      expect.objectContaining({
        code: "covered-domain",
        what: expect.stringContaining("*.c.b.example, www.b.example left out"),
      }),
    );
  });

  test("a wildcard without its apex is said, with it is not", async () => {
    const codes = async (...domains: string[]) =>
      (await notes({ istio: "1.30", policies: [{ domains }] })).map(({ code }) => code);
    expect(await codes("*.wikipedia.org")).toContain("apex-not-covered");
    expect(await codes("*.wikipedia.org", "wikipedia.org")).not.toContain("apex-not-covered");
    expect(await codes("wikipedia.org")).not.toContain("apex-not-covered");
  });

  test.each([
    ["*.github.io", "multi-tenant"],
    ["*.amazonaws.com", "multi-tenant"],
    ["*.s3.amazonaws.com", "multi-tenant"],
    ["*.blob.core.windows.net", "multi-tenant"],
    ["*.googleapis.com", "multi-tenant"],
  ])("%s: a warning with the narrower choice", async (text, code) => {
    expect(await notes({ istio: "1.30", policies: [domain(text)] })).toContainEqual(
      expect.objectContaining({ code, severity: "warning", fix: expect.stringContaining(text.slice(1)) }),
    );
  });

  test.each(["*.wikipedia.org", "*.my-project.github.io", "*.bbc.co.uk"])("%s is one registrant's", async (text) => {
    const severe = (await notes({ istio: "1.30", policies: [domain(text)] })).filter(
      ({ severity }) => severity === "warning",
    );
    expect(severe).toEqual([]);
  });

  test("a public suffix is taken with --accept-broad, and said", async () => {
    const words = { istio: "1.30", policies: [{ ...domain("*.co.uk"), acceptBroad: true }] };
    expect((await plan(words)).policies[0]?.domains[0]?.text).toBe("*.co.uk");
    expect(await notes(words)).toContainEqual(expect.objectContaining({ code: "public-suffix", severity: "warning" }));
  });
});

describe("names", () => {
  test.each([
    ["*.wikipedia.org", "wikipedia"],
    ["www.bbc.co.uk", "bbc"],
    ["*.org.example", "org"],
    ["a.b.example", "b"],
    [`*.${"x".repeat(63)}.org`, `${"x".repeat(41)}-3511893f`],
  ])("%s is called %s", async (text, name) => {
    expect(await names(domain(text))).toEqual([name]);
  });

  test("one that is taken is passed over", async () => {
    expect(await names(domain("*.wikipedia.org"), domain("*.wikipedia.com"))).toEqual(["wikipedia", "wikipedia-org"]);
    expect(await names({ ...domain("*.pypi.org"), name: "wikipedia" }, domain("*.wikipedia.org"))).toEqual([
      "wikipedia",
      "wikipedia-org",
    ]);
  });

  test("policies with the same domains are told apart, however they are listed", async () => {
    const policies = ["a", "b", "c", "d", "e", "f"].map((namespace) => ({ ...domain("*.wikipedia.org"), namespace }));
    const one = await plan({ istio: "1.30", policies });
    const other = await plan({ istio: "1.30", policies: [...policies].reverse() });
    const placed = ({ policies: built }: typeof one) =>
      built.map(({ name, clientNamespaces }) => [name, clientNamespaces]);
    expect(placed(other)).toEqual(placed(one));
    expect(new Set(one.policies.map(({ name }) => name)).size).toBe(6);
  });
});

describe("callers and namespaces", () => {
  test("callers are sorted, and a namespace swallows its service accounts", async () => {
    const [policy] = (
      await plan({
        istio: "1.30",
        policies: [{ ...domain("*.wikipedia.org"), from: ["b/x", "a/y", "b", "a/y", "a/w.v"] }],
      })
    ).policies;
    expect(policy?.callers).toEqual([
      { namespace: "a", serviceAccount: "w.v" },
      { namespace: "a", serviceAccount: "y" },
      { namespace: "b", serviceAccount: undefined },
    ]);
    expect(policy?.clientNamespaces).toEqual(["a", "b"]);
    expect(policy?.strategy).toBe("sni-proxy");
  });

  test("ranges are canonical, sorted and single", async () => {
    const [policy] = (
      await plan({
        istio: "1.30",
        policies: [{ ...domain("a.example"), allowPrivate: ["fd00::/8", "10.0.0.0/8", "FD00::/8"] }],
      })
    ).policies;
    expect(policy?.allowPrivate).toEqual(["10.0.0.0/8", "fd00::/8"]);
  });
});

describe("what each (policy, port) has of its own", () => {
  test("loopback ports come from names, and stay when policies come and go", async () => {
    const all = ["*.a.example", "*.b.example", "*.c.example"].map((text) => ({
      ...domain(text),
      strategy: "sni-proxy",
    }));
    const ports = async (policies: PolicyWords[]) =>
      new Map(
        (await plan({ istio: "1.30", policies })).policies.map(({ name, ports }) => [
          name,
          ports[0]?.unit.loopbackPort,
        ]),
      );
    const three = await ports(all);
    for (const [name, port] of await ports(all.slice(1))) expect(three.get(name)).toBe(port);
  });

  test("the gateway's port, and ports that policies dial, are left alone", async () => {
    const words: PolicyWords = { ...domain("*.wikipedia.org"), strategy: "sni-proxy" };
    const portOf = async (request: RequestWords) => (await plan(request)).policies[0]?.ports[0]?.unit.loopbackPort ?? 0;
    const usual = await portOf({ istio: "1.30", policies: [words] });
    expect(await portOf({ istio: "1.30", gateway: { port: usual }, policies: [words] })).toBe(usual + 1);
    const dialled = await portOf({ istio: "1.30", policies: [{ ...words, ports: ["443", `${usual}/tls`] }] });
    expect(dialled).toBe(usual + 1);
  });

  test("a mesh domain may be one label", async () => {
    expect((await plan({ meshDomain: "k8s", policies: [domain("*.wikipedia.org")] })).target.meshDomain).toBe("k8s");
  });
});
