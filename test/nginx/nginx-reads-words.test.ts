import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { block, commented, type Directive, directive, variable } from "../../src/nginx/directive.ts";
import { printConf } from "../../src/nginx/print-conf.ts";
import { sniProxyConf } from "../../src/nginx/sni-proxy-conf.ts";
import { helloFor } from "./support/client-hello.ts";
import { server } from "./support/conf-examples.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { inFolder } from "./support/live-proxy.ts";
import { makeRunDir, type RunningNginx, startNginx, testConf, until } from "./support/nginx-process.ts";
import { freePorts } from "./support/origins.ts";
import { exchange } from "./support/raw-client.ts";

const word = fc
  .string({ unit: fc.constantFrom(..." ;{}\"'\\#~()tnrab1._-*/:=é。"), maxLength: 30 })
  // The longest that fits nginx's buffer, once in a while.
  .chain((text) => fc.constantFrom(text, text, text, text.padEnd(2000, "\\'")));

describeWithNginx("nginx reads the words that we print as we meant them", (installed) => {
  let nginx: RunningNginx | undefined;
  afterAll(() => nginx?.stop());

  it("500 words of literal text, by way of a log_format that holds them", async () => {
    const words = ["escape=none", ...fc.sample(word, { numRuns: 500, seed: 20260827 })];
    const folder = makeRunDir();
    const [port = 0] = await freePorts(1);
    const conf = sniProxyConf({
      servers: [server("p", port, 443, ["*.wikipedia.org"])],
      resolver: { addresses: ["127.0.0.1"], ipFamily: "ipv4" },
      ...inFolder(folder, installed),
    }).map((top): Directive => {
      if (top.name !== "stream") return top;
      const block = top.block?.map((one) =>
        one.name === "log_format" ? directive("log_format", "log_stream", ...words) : one,
      );
      return { ...top, ...(block === undefined ? {} : { block }) };
    });
    nginx = await startNginx(printConf(conf), folder, [port]);
    await exchange(port, { pieces: [helloFor("refused.example.com")] });
    await until(() => (nginx?.accessLog().length ?? 0) > 0);
    const logged = Buffer.from(nginx.accessLog()[0] ?? "", "latin1").toString();
    expect(logged).toBe(words.slice(1).join(""));
  });

  it("words and comments of the greatest length, at any place of its buffer", () => {
    const folder = makeRunDir();
    const conf = sniProxyConf({
      servers: [server("p", 18443, 443, ["*.wikipedia.org"])],
      resolver: { addresses: ["127.0.0.1"], ipFamily: "ipv4" },
      ...inFolder(folder, installed),
    });
    for (const shift of [0, 1, 2, 1000, 4000]) {
      const map = block(
        "map",
        [variable("server_port"), variable("long")],
        [
          commented("c".repeat(4093), directive("w".repeat(4093), `${"b".repeat(4000)} ${"b".repeat(92)}`)),
          directive(`${"q".repeat(4000)} ${"q".repeat(92)}`, "x"),
        ],
      );
      const long = conf.map(
        (top): Directive =>
          top.name === "stream"
            ? {
                ...top,
                comment: "x".repeat(shift),
                block: [
                  // Before the first map, or nginx takes it for a second one.
                  directive("map_hash_bucket_size", "8192"),
                  ...(top.block ?? []).filter((one) => one.name !== "map_hash_bucket_size"),
                  map,
                ],
              }
            : top,
      );
      const { output, clean } = testConf(printConf(long));
      expect(clean, output.slice(0, 300)).toBe(true);
    }
    rmSync(folder, { recursive: true });
  });
});
