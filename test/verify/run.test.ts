import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { FakeMesh, type MeshOptions } from "./fake-mesh.ts";

const NGINX = [
  "--strategy",
  "sni-proxy",
  "--sni-proxy",
  "nginx",
  "--gateway",
  "istio-egressgateway",
  "--istio",
  "1.24",
];
const WORKING: MeshOptions = { answers: { "www.wikipedia.org": "" }, accessLog: true, nginxLog: true };

async function verify(options: MeshOptions, flags: readonly string[] = [], source = ["--source", "shop/app=sleep"]) {
  const mesh = new FakeMesh(options);
  const io = fakeIo({ run: mesh.run });
  const code = await main(["verify", "--domain", "*.wikipedia.org", ...NGINX, ...source, ...flags], io);
  return { mesh, code, out: io.out(), err: io.err() };
}

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly detail: string;
    readonly fix?: string;
  }[];
}

async function report(options: MeshOptions, flags: readonly string[] = [], source?: string[]) {
  const run = await verify(options, ["--json", ...flags], source);
  const parsed = JSON.parse(run.out) as Report;
  const statuses = Object.fromEntries(
    parsed.checks.map(({ id, status }) => [id.replace("wikipedia/443/", "").replace(/\/21344.*/, ""), status]),
  );
  return { ...run, parsed, statuses };
}

describe("verify on a mesh that works", () => {
  it("writes a table, passes, and says nothing on stderr", async () => {
    const { code, out, err, mesh } = await verify(WORKING);
    expect(err).toBe("");
    expect(out).toMatchInlineSnapshot(`
      "STATUS   POLICY    CHECK                                                                    RESULT
      ok       wikipedia https://www.wikipedia.org/                                               200 "Wikipedia, the free encyclopedia"
      ok       wikipedia egress gateway: connections to 21344 wikipedia.sni-proxy.wildegress.internal +1 for 1 reached
      ok       wikipedia egress gateway: log                                                      [2026-03-01T10:00:00.000Z] "- - -" 0 - - - "-" 844 79001 121 - "-" "-" "-" "-" "127.0.0.1:21344" outbound|21344||wikipe…
      ok       wikipedia SNI proxy: log                                                           127.0.0.1 [01/Mar/2026:10:00:00 +0000] TCP [www.wikipedia.org]200 79001 844 0.121
      ok       wikipedia https://wikipedia.org/ (the apex: no wildcard covers it)                 connection reset (curl 35)
      ok       wikipedia https://www.example.com/ (in no policy)                                  connection reset (curl 35)

      6 ok, 0 failed
      "
    `);
    expect(code).toBe(0);
    expect(
      mesh.calls.some((call) =>
        /^kubectl exec -n shop sleep-7656cf8794-rl5ts -c sleep -- curl .* https:\/\/www\.wikipedia\.org\/$/.test(call),
      ),
    ).toBe(true);
  });

  it("adds up the pods of a gateway", async () => {
    const { code, statuses } = await report({ ...WORKING, gatewayPods: ["egw-1", "egw-2"] });
    expect(code).toBe(0);
    expect(statuses["counter/egress-gateway"]).toBe("ok");
  });

  it("takes a title from the page that was asked for", async () => {
    const { parsed } = await report({ ...WORKING, answers: { "en.wikipedia.org": "" } }, [
      "--try",
      "en.wikipedia.org/wiki/Main_Page",
    ]);
    expect(parsed.checks[0]).toMatchObject({
      id: "wikipedia/443/inside/en.wikipedia.org/wiki/Main_Page",
      detail: '200 "Wikipedia, the free encyclopedia"',
    });
  });

  it("runs curl by a prefix of the user's own", async () => {
    const { mesh, code } = await report(WORKING, [], ["--exec", "env 'A=b c'"]);
    expect(code).toBe(0);
    expect(mesh.calls.some((call) => call.startsWith("env A=b c curl --silent"))).toBe(true);
    expect(mesh.calls.some((call) => call.startsWith("kubectl exec -n shop"))).toBe(false);
  });

  it("skips a policy that is for other namespaces, and calls that no success", async () => {
    const { code, parsed } = await report(WORKING, ["--namespace", "elsewhere"]);
    expect(parsed.checks.every(({ status }) => status === "skipped")).toBe(true);
    expect(code).toBe(3);
  });
});

describe("verify finds what is wrong", () => {
  it("a name inside that is refused", async () => {
    const { code, statuses, parsed } = await report({});
    expect(code).toBe(1);
    expect(statuses).toMatchObject({ "inside/www.wikipedia.org": "failed", "counter/egress-gateway": "skipped" });
    expect(parsed.checks[0]?.detail).toBe("connection reset (curl 35)");
  });

  it("a source that is not among the callers", async () => {
    const { parsed } = await report({}, ["--from", "shop/reader"]);
    expect(parsed.checks[0]?.fix).toMatch(/is the source one of its callers \(shop\/reader\)\?/);
  });

  it("traffic that goes around the gateway", async () => {
    const { code, statuses, parsed } = await report({ ...WORKING, bypass: true });
    expect(code).toBe(1);
    expect(statuses["counter/egress-gateway"]).toBe("failed");
    expect(parsed.checks[1]?.detail).toBe("+0 for 1 reached: they went another way");
  });

  it("a gateway that is not there", async () => {
    const { code, parsed } = await report({ ...WORKING, gatewayPods: [] });
    expect(code).toBe(1);
    expect(parsed.checks[1]).toMatchObject({
      status: "failed",
      detail: 'no running pod in "istio-system" has the labels istio=egressgateway',
    });
  });

  it("a gateway that does not know the policy", async () => {
    const { code, parsed } = await report({ ...WORKING, cluster: "outbound|443||something.else" });
    expect(code).toBe(1);
    expect(parsed.checks[1]?.detail).toMatch(/no such cluster.*egw-1 in istio-system/);
  });

  it("an SNI proxy that logged nothing, but not a mesh without access logs", async () => {
    const { code, statuses } = await report({ ...WORKING, accessLog: false, nginxLog: false });
    expect(statuses).toMatchObject({ "log/egress-gateway": "warning", "log/sni-proxy": "failed" });
    expect(code).toBe(1);
    expect((await report({ ...WORKING, accessLog: false })).code).toBe(0);
  }, 30_000);

  it("names outside that are reached, because the mesh allows any", async () => {
    const { code, statuses, parsed } = await report({ ...WORKING, allowAny: true });
    expect(code).toBe(1);
    expect(statuses).toMatchObject({ "apex/wikipedia.org": "failed", "outside/www.example.com": "failed" });
    expect(parsed.checks.at(-1)).toMatchObject({
      detail: expect.stringContaining("not enforced by the mesh: outbound policy ALLOW_ANY"),
      fix: expect.stringContaining("--harden"),
    });
  });

  it("takes that as a warning when it is on purpose", async () => {
    const { code, statuses } = await report({ ...WORKING, allowAny: true }, ["--allow-any"]);
    expect(code).toBe(0);
    expect(statuses).toMatchObject({ "apex/wikipedia.org": "warning", "outside/www.example.com": "warning" });
  });

  it("does not blame ALLOW_ANY for another ServiceEntry, not even with --allow-any", async () => {
    const answers = { "www.wikipedia.org": "", "www.example.com": "" };
    const { code, parsed } = await report({ ...WORKING, answers }, ["--allow-any"]);
    expect(code).toBe(1);
    expect(parsed.checks.at(-1)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("although no policy has it (the mesh is set to REGISTRY_ONLY)"),
    });
  });

  it("a source outside the mesh", async () => {
    const { code, parsed } = await report({ ...WORKING, allowAny: true, sidecar: false });
    expect(code).toBe(1);
    expect(parsed.checks.at(-1)?.detail).toMatch(/the source has no sidecar/);
  });
});

describe("verify says when it could not look", () => {
  it("no curl in the source", async () => {
    const { code, parsed } = await report({ curlMissing: true });
    expect(code).toBe(3);
    expect(parsed.checks[0]).toMatchObject({
      status: "not-run",
      detail: expect.stringContaining("executable file not found"),
    });
  });

  it("a guessed name that does not exist", async () => {
    const { code, parsed } = await report({ unresolved: ["www.wikipedia.org"] });
    expect(code).toBe(3);
    expect(parsed.checks[0]).toMatchObject({ status: "not-run", fix: expect.stringContaining("--try") });
  });

  it("a given name that does not resolve is a failure", async () => {
    const { code } = await report({ unresolved: ["en.wikipedia.org"] }, ["--try", "en.wikipedia.org"]);
    expect(code).toBe(1);
  });

  it("a name outside that does not resolve is no pass", async () => {
    const { code, statuses } = await report({ ...WORKING, unresolved: ["www.example.com", "wikipedia.org"] });
    expect(statuses).toMatchObject({ "outside/www.example.com": "warning", "apex/wikipedia.org": "skipped" });
    expect(code).toBe(0);
  });

  it("the gateway, without a kubectl beside the prefix", async () => {
    const mesh = new FakeMesh(WORKING);
    const io = fakeIo({
      run: async (program, ...rest) => await mesh.run(program === "kubectl" ? "none" : program, ...rest),
    });
    expect(await main(["verify", "--domain", "*.wikipedia.org", ...NGINX, "--exec", "env"], io)).toBe(3);
    expect(io.out()).toMatch(/^ok .*https:\/\/www\.wikipedia\.org\//m);
    expect(io.out()).toMatch(/^not run .*cannot be listed: there is no kubectl$/m);
  });

  it("no kubectl", async () => {
    const io = fakeIo();
    const code = await main(["verify", "--domain", "*.a.org", "--namespace", "a", "--source", "a/b=c"], io);
    expect(code).toBe(3);
    expect(io.err()).toMatch(/kubectl is needed to find the source pod, and there is none/);
  });
});

describe("verify refuses", () => {
  it.each<[string[], RegExp]>([
    [[], /was not told where to make its requests from/],
    [["--source", "app=sleep"], /does not say which pod/],
    [["--exec", "ssh 'host"], /' is not closed/],
    [["--exec", " "], /--exec is empty/],
    [["--exec", "env", "--source", "a/b"], /exclude each other/],
    [["--exec", "env", "--kube-inject"], /has no effect without --deploy-source/],
    [["--exec", "env", "--limit", "-1"], /whole number of at least 0/],
    [["--exec", "env", "--timeout", "0"], /whole number of at least 1/],
    [["--exec", "env", "--try", "example.com"], /in no policy/],
  ])("%j", async (flags, message) => {
    const mesh = new FakeMesh();
    const io = fakeIo({ run: mesh.run });
    expect(await main(["verify", "--domain", "*.wikipedia.org", ...flags], io)).toBe(2);
    expect(io.err()).toMatch(message);
    expect(io.out()).toBe("");
    expect(mesh.calls).toEqual([]);
  });
});
