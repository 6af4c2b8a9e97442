import { beforeAll, describe, expect, it } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { parseRelease } from "../../src/istio/release.ts";
import { isRefusedByCheck } from "../support/check-value.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const version = "networking.istio.io/v1beta1";
const virtualService = (http: object): object => ({
  apiVersion: version,
  kind: "VirtualService",
  metadata: { name: "a" },
  spec: { hosts: ["a.org"], http: [{ route: [{ destination: { host: "a.org" } }], ...http }] },
});
const destinationRule = (trafficPolicy: object): object => ({
  apiVersion: version,
  kind: "DestinationRule",
  metadata: { name: "a" },
  spec: { host: "a.org", trafficPolicy },
});
const weights = (...list: number[]): object =>
  virtualService({ route: list.map((weight) => ({ destination: { host: "a.org" }, weight })) });
const serviceEntry = (endpoint: object): object => ({
  apiVersion: version,
  kind: "ServiceEntry",
  metadata: { name: "a" },
  spec: {
    hosts: ["a.org"],
    location: "MESH_EXTERNAL",
    ports: [{ number: 443, name: "tls", protocol: "TLS" }],
    resolution: "STATIC",
    endpoints: [endpoint],
  },
});

/** Found with values at the edge by test/slow/older-releases.test.ts. */
describe.each([
  {
    what: "weights that add up to 100",
    manifest: weights(50, 50),
    taken: ["1.9", "1.13", "1.14", "1.31"],
    refused: [],
  },
  { what: "weights that do not", manifest: weights(1, 2), taken: ["1.14", "1.31"], refused: ["1.9", "1.13"] },
  { what: "a weight over 100", manifest: weights(200), taken: ["1.14", "1.31"], refused: ["1.9", "1.13"] },
  {
    what: "a port that is no uint32",
    manifest: virtualService({ route: undefined, redirect: { uri: "/", port: -1 } }),
    taken: [],
    refused: ["1.13", "1.18", "1.21", "1.22", "1.31"],
  },
  {
    what: "bytes that are not base64",
    manifest: virtualService({ route: undefined, directResponse: { status: 200, body: { bytes: "*" } } }),
    taken: [],
    refused: ["1.16", "1.18", "1.21", "1.24", "1.31"],
  },
  {
    what: "any method in a corsPolicy",
    manifest: virtualService({ corsPolicy: { allowMethods: ["*"] } }),
    taken: ["1.22", "1.31"],
    refused: ["1.9", "1.18", "1.21"],
  },
  {
    what: "a header without a name in a corsPolicy",
    manifest: virtualService({ corsPolicy: { allowHeaders: [""] } }),
    taken: [],
    refused: ["1.9", "1.18", "1.21", "1.31"],
  },
  {
    what: "a header of a corsPolicy that is none",
    manifest: virtualService({ corsPolicy: { allowHeaders: ["a b"] } }),
    taken: ["1.9", "1.18", "1.21"],
    refused: ["1.22", "1.31"],
  },
  {
    what: "a cookie without ttl",
    manifest: destinationRule({ loadBalancer: { consistentHash: { httpCookie: { name: "a" } } } }),
    taken: ["1.21", "1.22"],
    refused: ["1.9", "1.18"],
  },
  {
    what: "a cookie with ttl",
    manifest: destinationRule({ loadBalancer: { consistentHash: { httpCookie: { name: "a", ttl: "1s" } } } }),
    taken: ["1.9", "1.18", "1.21", "1.31"],
    refused: [],
  },
  {
    what: "an idleTimeout of TCP that is finer than a millisecond",
    manifest: destinationRule({ connectionPool: { tcp: { idleTimeout: "1.5ms" } } }),
    taken: ["1.21"],
    refused: ["1.22", "1.31"],
  },
  {
    what: "aggression below 1",
    manifest: destinationRule({ loadBalancer: { simple: "ROUND_ROBIN", warmup: { duration: "1s", aggression: 0.5 } } }),
    taken: ["1.31"],
    refused: ["1.24", "1.30"],
  },
  {
    what: "a port of an endpoint that is none",
    manifest: serviceEntry({ address: "192.0.2.1", ports: { tls: 65536 } }),
    taken: ["1.9", "1.16"],
    refused: ["1.17", "1.18", "1.31"],
  },
])("$what", ({ manifest, taken, refused }) => {
  it.each(taken)("is taken by %s", (release) => {
    expect(isRefusedByCheck(JSON.parse(JSON.stringify(manifest)), parseRelease(release))).toBe(false);
  });

  it.each(refused)("is refused by %s", (release) => {
    expect(isRefusedByCheck(JSON.parse(JSON.stringify(manifest)), parseRelease(release))).toBe(true);
  });
});
