import { expect } from "vitest";
import type { Generated } from "../../src/generate.ts";
import { CONF_KEY } from "../../src/nginx/container.ts";
import type { Arg, Directive } from "../../src/nginx/directive.ts";
import { parseConf } from "../../src/nginx/parse-conf.ts";

/**
 * Reads the nginx conf back and compares: it listens where the plan says, and its maps hold the domains of the plan and no others, whatever those
 * were made from.
 */
export function expectNginxLists({ plan, resources }: Generated): void {
  const policies = plan.policies.filter(({ strategy, sniProxy }) => strategy === "sni-proxy" && sniProxy === "nginx");
  const units = policies.flatMap((policy) => policy.ports.map((port) => ({ policy, port })));
  const maps = resources.filter(({ manifest }) => manifest.kind === "ConfigMap").map(({ manifest }) => manifest.data);
  expect(maps).toHaveLength(units.length > 0 ? 1 : 0);
  if (units.length === 0) return;
  const conf = parseConf((maps[0] as Readonly<Record<string, string>>)[CONF_KEY] ?? "");
  const listens = all(conf, "listen").flatMap(({ args }) => args);
  expect(listens.sort()).toEqual(units.map(({ port }) => `127.0.0.1:${port.unit.loopbackPort}`).sort());
  const lists = all(conf, "map").filter(({ block = [] }) => block.some(({ name }) => name === "hostnames"));
  const listed = lists.flatMap(({ block = [] }) => block.flatMap(({ name, args: [to] }) => entry(name, to)));
  const wanted = units.flatMap(({ policy, port }) => policy.domains.map(({ text }) => `${text} ${port.number}`));
  expect(listed.sort()).toEqual(wanted.sort());
}

/** `*.wikipedia.org 443`; nothing for `hostnames` and for the default, which is empty. */
function entry(name: Directive["name"], to: Arg | undefined): string[] {
  if (name === "hostnames" && to === undefined) return [];
  if (name === "default" && to === "") return [];
  const port = typeof to === "object" && to.kind === "concat" ? to.parts.at(-1) : undefined;
  return [`${typeof name === "string" ? name : name.text} ${typeof port === "string" ? port.slice(1) : "?"}`];
}

function all(directives: readonly Directive[], name: string): Directive[] {
  return directives.flatMap((directive) => [
    ...(directive.name === name ? [directive] : []),
    ...all(directive.block ?? [], name),
  ]);
}
