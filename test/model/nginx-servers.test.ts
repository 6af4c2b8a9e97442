import { describe, expect, it } from "vitest";
import { decide, nginxServers } from "../../src/model/nginx/sni-proxy.ts";
import { printConf } from "../../src/nginx/print-conf.ts";
import { sniProxyConf } from "../../src/nginx/sni-proxy-conf.ts";
import { LISTED, ORIGINS, SNI_TABLE, zone } from "../nginx/support/sni-table.ts";
import { object } from "./objects.ts";

const ref = { object: object({ kind: "ConfigMap", name: "conf" }), path: ["data", "nginx.conf"] };

function serverOf(text: string) {
  const [server] = nginxServers(text, ref);
  if (server === undefined) throw new Error("the conf has no server");
  return server;
}

function outcome(text: string, name: string): string {
  const decision = decide(serverOf(text), name);
  if (decision.kind === "dials") return `${decision.host}:${decision.port}`;
  return decision.kind === "refuses" ? "refused" : decision.says;
}

const conf = (maps: string, target = "$target") =>
  `stream { map $ssl_preread_server_name $target { ${maps} } server { listen 127.0.0.1:20000; ssl_preread on; proxy_pass ${target}; } }`;

describe("the conf that is emitted", () => {
  const text = printConf(
    sniProxyConf({
      servers: [{ name: "one", listen: { address: "127.0.0.1", port: 20000 }, domains: LISTED, upstreamPort: 443 }],
      resolver: { addresses: ["127.0.0.1"], ipFamily: "ipv4" },
    }),
  );

  it("is found where it listens", () => {
    expect(serverOf(text)).toMatchObject({ address: "127.0.0.1", port: 20000, preread: true });
  });

  // The same names that a running nginx is asked in test/nginx/sni-table.test.ts.
  const byName = SNI_TABLE.flatMap(({ title, expected, why }) => {
    const name = /^"((?:[^"\\]|\\.)*)" \(\d+ bytes\)$/.exec(title)?.[1];
    return name === undefined || name.includes("…") ? [] : [{ name: JSON.parse(`"${name}"`) as string, expected, why }];
  });

  it("has many names to be asked for", () => {
    expect(byName.length).toBeGreaterThan(30);
  });

  it.each(byName)("sends $name on as nginx does: $why", ({ name, expected }) => {
    const decision = outcome(text, name);
    if (expected !== "refused") expect(decision).toBe(`${name}:443`);
    // What leads to no server is refused after the list, by the look-up.
    else if (leadsToAServer(name)) expect(decision).toBe("refused");
  });
});

function leadsToAServer(name: string): boolean {
  const answer = zone(name);
  return Array.isArray(answer) && answer.some((address) => ORIGINS.includes(address));
}

describe("confs that others write", () => {
  it.each([
    ["an exact name", 'en.org en.org:443; default "";', "en.org", "en.org:443"],
    ["no entry and no default", "en.org en.org:443;", "de.org", "refused"],
    ["a default", "default fallback.org:443;", "de.org", "fallback.org:443"],
    ["a wildcard without hostnames, which is a plain word", '*.org up:1; default "";', "en.org", "refused"],
    [
      "a wildcard",
      "hostnames; *.wikipedia.org $ssl_preread_server_name:443;",
      "en.m.wikipedia.org",
      "en.m.wikipedia.org:443",
    ],
    ["the wildcard's own name", "hostnames; *.wikipedia.org a:1;", "wikipedia.org", "refused"],
    ["a leading dot, which takes both", "hostnames; .wikipedia.org a:1;", "wikipedia.org", "a:1"],
    ["the longest of two wildcards", "hostnames; *.org a:1; *.m.wikipedia.org b:2;", "en.m.wikipedia.org", "b:2"],
    ["an exact name before a wildcard", "hostnames; *.org a:1; en.org b:2;", "en.org", "b:2"],
    ["a name's beginning", "hostnames; www.* a:1;", "www.example.org", "a:1"],
    ["a dot at the end, with hostnames", "hostnames; *.org a:1;", "en.org.", "a:1"],
    ["an expression", "~^en\\. a:1;", "en.org", "a:1"],
    ["an expression without case", "~*^EN\\. a:1;", "en.org", "a:1"],
    ["an expression after everything else", "~. a:1; en.org b:2;", "en.org", "b:2"],
    ["upper case", "en.org a:1;", "EN.Org", "a:1"],
  ])("%s", (_, maps, name, expected) => {
    expect(outcome(conf(maps), name)).toBe(expected);
  });

  it("an open proxy dials whatever it is asked for", () => {
    expect(outcome(conf("", "$ssl_preread_server_name:443"), "evil.example.com")).toBe("evil.example.com:443");
  });

  it("without ssl_preread there is no name", () => {
    expect(outcome(conf('default ""; en.org a:1;').replace("ssl_preread on;", ""), "en.org")).toBe("refused");
  });

  it("a variable of another module is not known", () => {
    expect(outcome(conf("", "$upstream"), "en.org")).toMatch(/not modelled/);
  });

  it("what is no conf has no servers", () => {
    expect(nginxServers("stream { map", ref)).toEqual([]);
  });
});
