import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/model/envoy/listener.ts";
import {
  concernsProxy,
  conditionsOf,
  every,
  requestMatches,
  takesEverything,
} from "../../src/model/istiod/http-match.ts";
import type { MeshProxy } from "../../src/model/istiod/proxy.ts";
import type { VirtualServiceMatch } from "../../src/resources/types/virtual-service.generated.ts";

const GATEWAY = "istio-system/egress";

describe("which proxies a match is for", () => {
  const proxy: MeshProxy = {
    kind: "sidecar",
    namespace: "default",
    name: "sleep",
    labels: { app: "sleep", version: "v1" },
    serviceAccount: "sleep",
    dnsCapture: false,
  };

  it.each<[string, VirtualServiceMatch, string, boolean]>([
    ["no condition", {}, "mesh", true],
    ["its port", { port: 80 }, "mesh", true],
    ["another port", { port: 443 }, "mesh", false],
    ["port 0, which is none", { port: 0 }, "mesh", true],
    ["its labels", { sourceLabels: { app: "sleep" } }, "mesh", true],
    ["labels of others", { sourceLabels: { app: "httpbin" } }, "mesh", false],
    ["its namespace", { sourceNamespace: "default" }, "mesh", true],
    ["another namespace", { sourceNamespace: "other" }, "mesh", false],
    ["no namespace", { sourceNamespace: "" }, "mesh", true],
    ["its labels in another namespace", { sourceLabels: { app: "sleep" }, sourceNamespace: "other" }, "mesh", false],
    ["labels of others in its namespace", { sourceLabels: { app: "x" }, sourceNamespace: "default" }, "mesh", false],
    ["its gateway, by a short name", { gateways: ["egress"] }, GATEWAY, true],
    ["one of its gateways", { gateways: ["mesh", "istio-system/egress"] }, GATEWAY, true],
    ["other gateways", { gateways: ["mesh", "other/egress"] }, GATEWAY, false],
    ["gateways in an empty list", { gateways: [] }, GATEWAY, true],
    ["its gateway, whatever the labels", { gateways: ["egress"], sourceLabels: { app: "x" } }, GATEWAY, true],
    ["its gateway, whatever the namespace", { gateways: ["egress"], sourceNamespace: "x" }, GATEWAY, true],
    // A gateway is asked for both as well, where the match names no gateways.
    ["the gateway's labels", { sourceLabels: { app: "sleep" } }, GATEWAY, true],
    ["its labels, elsewhere", { sourceLabels: { app: "sleep" }, sourceNamespace: "other" }, GATEWAY, false],
  ])("%s", (_name, match, gateway, expected) => {
    expect(concernsProxy(match, proxy, gateway, 80, "istio-system")).toBe(expected);
  });
});

describe("a request and a match", () => {
  const request: HttpRequest = {
    method: "GET",
    authority: "en.wikipedia.org",
    path: "/wiki/Main?lang=en&empty=",
    headers: { "x-team": "search", "x-empty": "" },
  };

  it.each<[VirtualServiceMatch, boolean | "unknown"]>([
    [{}, true],
    [{ uri: { exact: "/wiki/Main" } }, true],
    [{ uri: { exact: "/wiki" } }, false],
    [{ uri: { exact: "/wiki/main" } }, false],
    [{ uri: { exact: "/wiki/MAIN" }, ignoreUriCase: true }, true],
    [{ uri: { prefix: "/wiki" } }, true],
    [{ uri: { prefix: "wiki" } }, false],
    [{ uri: { prefix: "/WIKI" } }, false],
    [{ uri: { prefix: "/WIKI" }, ignoreUriCase: true }, true],
    [{ uri: { regex: "/wiki/.*" } }, true],
    [{ uri: { regex: "/wiki" } }, false],
    [{ uri: { regex: "wiki/Main" } }, false],
    [{ uri: { regex: "/wiki|/x" } }, false],
    [{ uri: { regex: "/wiki/Main|x" } }, true],
    // JavaScript does not read it, RE2 does.
    [{ uri: { regex: "(?P<page>.*)" } }, "unknown"],
    [{ method: { exact: "GET" } }, true],
    [{ method: { exact: "POST" } }, false],
    [{ method: { prefix: "G" } }, true],
    [{ method: { prefix: "E" } }, false],
    [{ method: { regex: "GET|POST" } }, true],
    [{ method: {} }, true],
    [{ authority: { exact: "en.wikipedia.org" } }, true],
    [{ authority: { exact: "de.wikipedia.org" } }, false],
    [{ scheme: { exact: "http" } }, true],
    [{ scheme: { exact: "https" } }, false],
    [{ headers: { "X-Team": { exact: "search" } } }, true],
    [{ headers: { "x-team": { exact: "sales" } } }, false],
    [{ headers: { "x-team": {} } }, true],
    [{ headers: { "x-other": {} } }, false],
    [{ headers: { "x-team": { regex: "*" } } }, true],
    [{ headers: { "x-team": { regex: "sea" } } }, false],
    [{ headers: { "x-empty": {} } }, true],
    [{ withoutHeaders: { "x-team": {} } }, false],
    [{ withoutHeaders: { "x-other": {} } }, true],
    [{ withoutHeaders: { "X-Team": { exact: "sales" } } }, true],
    [{ withoutHeaders: { "x-team": { regex: "(?P<team>.*)" } } }, "unknown"],
    [{ queryParams: { lang: { exact: "en" } } }, true],
    [{ queryParams: { lang: { exact: "de" } } }, false],
    [{ queryParams: { empty: {} } }, true],
    [{ queryParams: { missing: {} } }, false],
    [{ uri: { prefix: "/wiki" }, method: { exact: "POST" } }, false],
    // What is not known does not save what does not fit.
    [{ uri: { regex: "(?P<page>.*)" }, method: { exact: "POST" } }, false],
  ])("%j: %s", (match, expected) => {
    expect(requestMatches(match, request)).toBe(expected);
  });

  it("an expression takes characters, not halves of them", () => {
    expect(requestMatches({ uri: { regex: "/." } }, { ...request, path: "/\u{1f600}" })).toBe(true);
  });

  it("a path without a query has no parameters", () => {
    const bare = { ...request, path: "/wiki" };
    expect(requestMatches({ uri: { exact: "/wiki" } }, bare)).toBe(true);
    expect(requestMatches({ queryParams: { lang: {} } }, bare)).toBe(false);
  });

  it("are all asked: one that does not fit decides", () => {
    expect([every([]), every([true, true]), every([true, "unknown"]), every(["unknown", false])]).toEqual([
      true,
      true,
      "unknown",
      false,
    ]);
  });
});

describe("a match that every request fits", () => {
  it.each<[VirtualServiceMatch, boolean]>([
    [{}, true],
    [{ port: 80, sourceLabels: { app: "sleep" } }, true],
    [{ uri: { prefix: "/" } }, true],
    [{ uri: { regex: ".*" } }, true],
    [{ uri: { prefix: "/wiki" } }, false],
    [{ uri: { exact: "/" } }, false],
    [{ uri: { regex: "/.*" } }, false],
    [{ headers: {}, queryParams: {}, withoutHeaders: {} }, true],
    [{ headers: { a: {} } }, false],
    [{ withoutHeaders: { a: {} } }, false],
    [{ queryParams: { a: {} } }, false],
    [{ method: { exact: "GET" } }, false],
    [{ authority: { exact: "a.org" } }, false],
    [{ scheme: { exact: "http" } }, false],
  ])("%j: %s", (match, expected) => {
    expect(takesEverything(match)).toBe(expected);
  });
});

describe("what a match asks about", () => {
  it.each<[VirtualServiceMatch, readonly string[], boolean]>([
    [{}, [], false],
    [{ uri: { exact: "/a" } }, ["/a"], false],
    [{ uri: { prefix: "/b" } }, ["/b"], false],
    [{ uri: { regex: ".*" } }, [], false],
    [{ uri: { regex: "/c" } }, [], true],
    [{ uri: { prefix: "/b" }, ignoreUriCase: true }, ["/b"], true],
    [{ ignoreUriCase: false }, [], false],
    [{ method: { exact: "GET" } }, [], true],
    [{ headers: { a: {} } }, [], true],
    [{ withoutHeaders: { a: {} } }, [], true],
    [{ queryParams: { a: {} } }, [], true],
    [{ headers: {} }, [], false],
  ])("%j: paths %j, others %s", (match, paths, others) => {
    expect(conditionsOf(match).conditions).toEqual({ paths, others });
  });

  it("names: an authority in full, or that there is a condition on it", () => {
    expect(conditionsOf({}).names).toBeUndefined();
    const exact = conditionsOf({ authority: { exact: "En.wikipedia.org" } }).names;
    expect([exact?.patterns(), exact?.otherwise]).toEqual([["en.wikipedia.org"], undefined]);
    const other = conditionsOf({ authority: { prefix: "en." } }).names;
    expect([other?.patterns(), other?.otherwise]).toEqual([[], "a condition on the authority"]);
  });
});
