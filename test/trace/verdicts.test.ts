import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clientOf } from "../mesh/trace/connections.ts";
import { makeRandom, type Random } from "../mesh/trace/random.ts";
import { labObjects } from "./lab-world.ts";
import type { Observation } from "./observation.ts";
import { tracersFor } from "./replay.ts";

const FOLDER = "test/trace/observations";
const NAMES = 150;
const LABELS = ["en", "de", "www", "m", "upload", "a"];
const ABOVE = ["wikipedia.org", "wikimedia.org", "example.com", "m.wikipedia.org", "org"];

/** Names at, below and beside those that configurations are about. */
function randomName(random: Random): string {
  const labels = Array.from({ length: random.int(4) }, () => random.pick(LABELS));
  return [...labels, random.pick(ABOVE)].join(".");
}

describe("the verdicts that a table of names is made of are those of the traces, one by one", () => {
  it.each(readdirSync(FOLDER))("%s", (file) => {
    const { objects, settings, seed }: Observation = JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8"));
    const random = makeRandom(seed);
    const tracer = tracersFor([...labObjects(), ...objects], settings, "any name")("sleep");
    for (const who of ["sleep", "other"] as const) {
      for (const [port, protocol] of [
        [443, "tls"],
        [80, "http"],
      ] as const) {
        const template = { from: clientOf(who), port, protocol, path: "/", bypassSidecar: false };
        const verdict = tracer.verdicts(template);
        for (let count = 0; count < NAMES; count += 1) {
          const name = randomName(random);
          const sni = protocol === "tls" ? name : "";
          const one = { ...template, host: name, sni, hostHeader: name, address: undefined, tunnel: undefined };
          const { outcome, way, endsAt, detail, destination } = tracer.trace(one);
          const host = destination?.host === name ? undefined : destination?.host;
          expect(verdict(name), `${who} ${port} ${name}`).toEqual({ outcome, way, endsAt, detail, destination: host });
        }
      }
    }
  });
});
