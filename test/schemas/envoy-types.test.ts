import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { deriveEnvoyTypes, snapshotsAreThere } from "../../scripts/schemas/envoy-types.mjs";
import { parseRelease } from "../../src/istio/release.ts";
import { type EnvoyType, type EnvoyTypes, envoyTypesOf } from "../../src/schema/envoy-types.ts";

const CACHE = "envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig";

describe("Envoy's types", () => {
  test("are known by release", () => {
    expect(presence("1.31", CACHE, "resolved_address_filter")).toBe("there");
    expect(presence("1.24", CACHE, "dns_lookup_family")).toBe("there");
    expect(presence("1.13", CACHE, "resolved_address_filter")).toBe("absent");
  });

  test("are not known where the snapshots around a release differ", () => {
    expect(presence("1.11", CACHE, "dns_query_timeout")).toBe("unsure");
    expect(presence("1.12", CACHE, "dns_query_timeout")).toBe("there");
    // Of a type that came between 1.21 and 1.31 nothing is known in 1.25, and of one that was never there, that it is not there.
    expect(typesFor("1.25").type("cel.expr.Expr")).toEqual({ kind: "opaque" });
    expect(typesFor("1.25").type("cel.expr.Surprise")).toBeUndefined();
  });

  test("are of no release before the first snapshot", () => {
    expect(envoyTypesOf(parseRelease("1.9"))).toBeUndefined();
    expect(envoyTypesOf(parseRelease("1.10"))).toBeDefined();
  });

  test("say which release has what another lacks", () => {
    const field = fieldsOf(typesFor("1.13").type(CACHE)).find(({ name }) => name === "resolved_address_filter");
    expect(field?.elsewhere).toBe("1.31");
    expect(typesFor("1.31").elsewhere("envoy.config.trace.v3.LightstepConfig.PropagationMode")).toBeUndefined();
  });

  test.each(["1.10", "1.13", "1.18", "1.22", "1.30", "1.31"])("of %s fit together", (release) => {
    const types = typesFor(release);
    const names = types.names();
    expect(names.length).toBeGreaterThan(600);
    const loose = names.flatMap((name) =>
      fieldsOf(types.type(name))
        .filter(
          ({ type, presence: is, key }) => is === "there" && (type === "" || (key !== undefined && key.length !== 1)),
        )
        .map((field) => `${name} ${field.name}`),
    );
    expect(loose).toEqual([]);
    if (release !== "1.31") return;
    const missing = names.flatMap((name) =>
      fieldsOf(types.type(name))
        .filter(({ type, presence: is }) => is === "there" && type.length > 1 && types.type(type) === undefined)
        .map(({ type }) => type),
    );
    expect(missing).toEqual([]);
  });
});

// See derived.test.ts.
test.skipIf(!snapshotsAreThere())(
  "the committed types are what envoy-types.mjs makes of the Go modules",
  () => {
    expect(deriveEnvoyTypes() === readFileSync("schemas/envoy-types.json", "utf8")).toBe(true);
  },
  300_000,
);

function typesFor(release: string): EnvoyTypes {
  const types = envoyTypesOf(parseRelease(release));
  if (types === undefined) throw new Error(`no types for ${release}`);
  return types;
}

function fieldsOf(type: EnvoyType | undefined): Extract<EnvoyType, { kind: "message" }>["fields"] {
  return type?.kind === "message" ? type.fields : [];
}

function presence(release: string, type: string, field: string): string | undefined {
  return fieldsOf(typesFor(release).type(type)).find(({ name }) => name === field)?.presence;
}
