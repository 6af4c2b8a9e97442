import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { apiVersionFor, servedApiVersions } from "../../src/istio/api-version.ts";
import { type Capability, capabilityFacts, describeAvailability, releaseHas } from "../../src/istio/capability.ts";
import { ALL_RELEASES, ASSUMED_RELEASE, NEWEST_RELEASE, parseRelease } from "../../src/istio/release.ts";
import type { ReleasesFile } from "../../src/istio/releases-file.ts";
import { expectWhole, faultsOf } from "../support/faults.ts";
import { flagOrigin } from "../support/request.ts";

const FILE = parse(readFileSync("schemas/istio/releases.yaml", "utf8"), { merge: true }) as ReleasesFile;
const SOURCE = readFileSync("src/istio/capability.ts", "utf8");

describe("releases.yaml", () => {
  test("code may ask for its capabilities, all of them and no others", () => {
    const start = SOURCE.indexOf("export type Capability");
    const union = SOURCE.slice(start, SOURCE.indexOf(";", start));
    const declared = [...union.matchAll(/"([a-z0-9-]+)"/g)].map(([, name]) => name);
    expect(declared).toEqual(Object.keys(FILE.capabilities).sort());
  });

  test.each(Object.keys(FILE.capabilities))("%s: a summary, a source, and releases that are known", (name) => {
    const { summary, source, since, until, patches } = capabilityFacts(name as Capability);
    expect(summary).toMatch(/\S/);
    expect(source).toMatch(/\S/);
    for (const release of [since, ...(until === undefined ? [] : [until]), ...Object.keys(patches ?? {})])
      expect(ALL_RELEASES).toContain(release);
  });

  test("every release has its Envoy and its Kubernetes", () => {
    expect(Object.keys(FILE.runtime.releases)).toEqual(ALL_RELEASES);
  });

  test("the assumed release is the first that serves v1", () => {
    const first = ALL_RELEASES.find((name) => apiVersionFor("ServiceEntry", parseRelease(name)).endsWith("/v1"));
    expect(ASSUMED_RELEASE.name).toBe(first);
  });

  test("API versions only get newer", () => {
    for (const api of Object.keys(FILE.apis)) {
      const counts = ALL_RELEASES.map((name) => servedApiVersions(api, parseRelease(name)).length);
      expect(counts).toEqual([...counts].sort((one, other) => one - other));
    }
  });
});

describe("releases as people write them", () => {
  test.each([
    ["1.30", "1.30", undefined],
    ["v1.30.2", "1.30", 2],
    ["1.29.0", "1.29", 0],
    ["1.30.0-rc.1", "1.30", 0],
    ["1.30.1-distroless", "1.30", 1],
    ["1.24.6+vendor", "1.24", 6],
    [" 1.5 ", "1.5", undefined],
    ["newest", NEWEST_RELEASE.name, undefined],
    ["latest", NEWEST_RELEASE.name, undefined],
  ])("%j", (text, name, patch) => {
    expect(parseRelease(text)).toMatchObject({ name, patch });
  });

  test.each(["", "1", "2.0", "1.x", "one", "1.30.", "1.30.1.2", "-1.30", "1.9999", "1.30\n1.31"])(
    "%j is none",
    async (text) => {
      const [fault] = await faultsOf(() => parseRelease(text, flagOrigin("istio", text)));
      expect(fault?.code).toBe("bad-release");
      if (fault !== undefined) expectWhole(fault);
    },
  );
});

describe("capabilities", () => {
  test("begin and end where the facts say", () => {
    const having = (capability: Capability) =>
      ALL_RELEASES.filter((name) => releaseHas(parseRelease(name), capability));
    expect(having("dynamic-dns-sidecar")).toEqual(["1.30", "1.31"]);
    expect(having("mixer")).toEqual(["1.5", "1.6", "1.7"]);
    expect(having("envoy-sni-proxy").at(0)).toBe("1.12");
  });

  test("a patch that lacks one counts, an unknown patch does not", () => {
    expect(releaseHas(parseRelease("1.29.0"), "dynamic-dns-waypoint-tls")).toBe(false);
    expect(releaseHas(parseRelease("1.29.1"), "dynamic-dns-waypoint-tls")).toBe(true);
    expect(releaseHas(parseRelease("1.29"), "dynamic-dns-waypoint-tls")).toBe(true);
  });

  test("are described as people say it", () => {
    expect(describeAvailability("dynamic-dns-sidecar")).toBe("1.30 and later");
    expect(describeAvailability("dynamic-dns-waypoint-tls")).toBe("1.29.1 and later");
    expect(describeAvailability("mixer")).toBe("1.5 to 1.7");
  });
});
