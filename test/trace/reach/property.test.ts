import fc from "fast-check";
import { expect, test } from "vitest";
import { makeTarget } from "../../../src/istio/target.ts";
import { exposureOf } from "../../../src/trace/reach/exposure.ts";
import { makeTracer } from "../../../src/trace/tracer.ts";
import { worldOf } from "../../model/objects.ts";
import { settings } from "../../model/settings.ts";
import { PROPERTY_RUNS } from "../../support/property-runs.ts";
import { linesAt, linesFor, type Wanted } from "./covered.ts";
import { NAMES, PORTS, randomObjects } from "./random-world.ts";

const CLIENT = { namespace: "default", name: "sleep", serviceAccount: "sleep", labels: { app: "sleep" } };
/** What the report does not try, and says so. */
const NOT_TRIED = /tells names apart|its routes ask for|its paths lead to|^on path /;

const mesh = fc.record({
  outbound: fc.constantFrom("ALLOW_ANY" as const, "REGISTRY_ONLY" as const),
  dnsCapture: fc.boolean(),
});

/** Each run judges hundreds of connections. */
const RUNS = Math.ceil(PROPERTY_RUNS / 4);

test("a name is covered by a line if and only if a trace reaches it, by the line's way", () => {
  const seen = { reached: 0, blocked: 0, unknown: 0 };
  let byGateway = 0;
  fc.assert(
    fc.property(randomObjects, mesh, (objects, { outbound, dnsCapture }) => {
      const world = worldOf(...objects);
      const { target } = settings();
      const tracer = makeTracer(world, settings({ outbound, target: makeTarget({ ...target, dnsCapture }) }));
      const report = exposureOf(CLIENT, tracer.model, world);
      for (const port of PORTS) {
        for (const protocol of ["tls", "http", "tcp"] as const) {
          const judge = tracer.verdicts({ from: CLIENT, port, protocol, path: "/", bypassSidecar: false });
          for (const name of NAMES) seen[check(judge(name), { name, port, protocol })]++;
        }
      }

      function check(verdict: ReturnType<ReturnType<typeof tracer.verdicts>>, wanted: Wanted): keyof typeof seen {
        const unknown = linesFor(report.unknown, wanted, report);
        const reached = linesFor(report.reached, wanted, report).filter(({ paths }) => paths?.includes("/") ?? true);
        const told = `${JSON.stringify(wanted)} ${JSON.stringify(verdict)}`;
        if (unknown.some(({ says }) => NOT_TRIED.test(says))) return "unknown";
        expect(
          reached.map(({ way }) => way),
          told,
        ).toEqual(verdict.outcome === "reached" ? [verdict.way] : []);
        expect(unknown.length > 0, told).toBe(verdict.outcome === "unknown" && verdict.detail !== "inside_mesh");
        if (verdict.outcome === "reached" && verdict.way === "gateway") byGateway++;
        return verdict.outcome;
      }
    }),
    { numRuns: RUNS },
  );
  // Else the random worlds are not worth their name.
  expect(Math.min(seen.reached, seen.blocked)).toBeGreaterThan(RUNS);
  expect(byGateway).toBeGreaterThan(RUNS / 10);
});

const ADDRESSES = [
  "198.51.100.7",
  "198.51.100.9",
  "198.51.100.200",
  "10.96.0.9",
  "10.1.2.3",
  "203.0.113.77",
  "240.240.0.1",
];

test("whatever a lying client reaches, a line says so", () => {
  let reached = 0;
  fc.assert(
    fc.property(randomObjects, mesh, (objects, { outbound, dnsCapture }) => {
      const world = worldOf(...objects);
      const tracer = makeTracer(
        world,
        settings({ outbound, target: makeTarget({ ...settings().target, dnsCapture }) }),
      );
      const report = exposureOf(CLIENT, tracer.model, world);
      for (const port of PORTS) {
        for (const protocol of ["tls", "http", "tcp"] as const) {
          for (const name of NAMES) {
            for (const address of ADDRESSES) {
              const sni = protocol === "tls" ? name : "";
              const connection = {
                from: CLIENT,
                host: name,
                sni,
                hostHeader: name,
                port,
                protocol,
                address,
                path: "/",
              };
              const result = tracer.trace({ ...connection, bypassSidecar: false, tunnel: undefined });
              if (result.outcome !== "reached" || result.destination === undefined) continue;
              reached++;
              const { host, port: there } = result.destination;
              const lines = linesAt(report, { name, port, protocol }, address, { host, port: there });
              expect(lines.length, JSON.stringify({ name, port, protocol, address, result })).toBeGreaterThan(0);
            }
          }
        }
      }
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
  expect(reached).toBeGreaterThan(RUNS);
});
