import { describe, expect, test } from "vitest";
import { confOfFile, confsIn, directivesNamed, readsServerNames } from "../../../src/check/mesh/conf-text.ts";
import { builderOf } from "./mesh-of.ts";

const CONF = `stream {
  map $ssl_preread_server_name $upstream {
    default "";
    en.wikipedia.org en.wikipedia.org:443;
  }
  server {
    listen 8443;
    ssl_preread on;
    proxy_pass $upstream;
  }
}
`;

describe("a conf of nginx in a file", () => {
  test("is called as its file, without folders, and its directives have places", () => {
    const conf = confOfFile("confs/egress/nginx.conf", CONF);
    expect(conf.object).toMatchObject({
      kind: "nginx conf",
      name: "nginx.conf",
      namespace: "",
      created: "",
      apiVersion: "",
    });
    expect(confOfFile("confs\\nginx.conf", CONF).object.name).toBe("nginx.conf");
    expect(conf.servers).toMatchObject([{ port: 8443, preread: true, ref: { object: conf.object, path: [] } }]);
    const [listen] = directivesNamed(conf.directives, "listen");
    if (listen === undefined) throw new Error("no listen");
    const { object, path } = conf.at(listen);
    expect(object.locate(path)).toEqual({
      kind: "file",
      file: "confs/egress/nginx.conf",
      line: 7,
      column: 5,
      endColumn: 6,
      field: [],
    });
  });

  test("as a whole begins at its first line", () => {
    expect(confOfFile("nginx.conf", CONF).object.locate([])).toMatchObject({ line: 1, column: 1, endColumn: 2 });
  });
});

describe("confs of nginx in ConfigMaps", () => {
  const configMap = (data: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: sni-proxy, namespace: istio-system }
${data}`;
  const block = `data:
  nginx.conf: |
${CONF.trimEnd()
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
`;

  test("are those that read server names; the directive's line is that of the manifest", () => {
    const text = configMap(`${block}  other.conf: "events {}"\n  broken.conf: "ssl_preread on; }"\n`);
    const { world } = builderOf(text);
    const [conf, ...others] = confsIn(world);
    expect(others).toEqual([]);
    expect(conf?.object.name).toBe("sni-proxy");
    expect(conf?.servers).toMatchObject([{ port: 8443, ref: { path: ["data", "nginx.conf"] } }]);
    const [listen] = directivesNamed(conf?.directives ?? [], "listen");
    if (conf === undefined || listen === undefined) throw new Error("no listen");
    const { object, path } = conf.at(listen);
    const place = object.locate(path);
    expect(text.split("\n")[place.line - 1]).toBe("        listen 8443;");
    expect(place).toMatchObject({ column: 5, endColumn: 6, field: ["data", "nginx.conf"] });
  });

  test.each([
    ["no data", ""],
    ["no text", "data:\n  ssl_preread: [ssl_preread]\n"],
    ["bytes alone", "binaryData:\n  nginx.conf: c3NsX3ByZXJlYWQ=\n"],
  ])("%s", (_what, data) => {
    expect(confsIn(builderOf(configMap(data)).world)).toEqual([]);
  });
});

test("a conf reads server names by the directive, not by a word that contains it", () => {
  expect(readsServerNames(CONF)).toBe(true);
  expect(readsServerNames("# no_ssl_prereading here")).toBe(false);
});

test("directives are found by name, at any depth", () => {
  const { directives } = confOfFile("nginx.conf", CONF);
  const names = (name: string) => [...directivesNamed(directives, name)].map(({ line }) => line);
  expect(names("stream")).toEqual([1]);
  expect(names("ssl_preread")).toEqual([8]);
  expect(names("nothing")).toEqual([]);
});
