import { expect, test } from "vitest";
import { generate } from "../../src/generate.ts";
import { makePlan } from "../support/plan.ts";

function envoyFilter(istio: string): string {
  const plan = makePlan({ istio, policies: [{ strategy: "sni-proxy", sniProxy: "envoy" }] });
  return JSON.stringify(generate(plan).resources.find(({ manifest }) => manifest.kind === "EnvoyFilter"));
}

test("Envoy's limit of 1,024 connections is lifted where no name can lead the proxy back to itself, and only there", () => {
  expect(envoyFilter("1.31")).toContain('"circuit_breakers":{"thresholds":[{"max_connections":4294967295');
  for (const istio of ["1.12", "1.28", "1.30"]) expect(envoyFilter(istio)).not.toContain("circuit_breakers");
});
