import { type Diagnostic, DiagnosticError, type Origin } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { type ManifestDocument, parseDocuments } from "../../documents/parse-documents.ts";
import { isRecord } from "../../model/world/make-object.ts";
import { EXPECT_TEXTS, type Expectation, type ExpectFile } from "./expectation.ts";

type Path = readonly (string | number)[];

/**
 * Reads a file of routing tests: a YAML list of them, or a map with `tests` and `mesh`. schemas/trace-expect.schema.json describes it.
 *
 * @throws DiagnosticError with the place of each thing that is wrong
 */
export function parseExpectFile(text: string, file: string): ExpectFile {
  const documents: ManifestDocument[] = [];
  for (const parsed of parseDocuments(text, file)) {
    if ("problem" in parsed) throw new DiagnosticError(parsed.problem);
    documents.push(parsed.document);
  }
  const [document] = documents;
  if (document === undefined || documents.length > 1) throw new DiagnosticError(notOneDocument(file, documents.length));
  return new ExpectReader(document, file).read();
}

const CASE_KEYS = [
  "name",
  "host",
  "from",
  "port",
  "protocol",
  "sni",
  "address",
  "hostHeader",
  "path",
  "bypassSidecar",
  "tunnel",
  "expect",
  "destination",
] as const;
const PROTOCOLS = ["tls", "http", "tcp"] as const;
const OUTBOUND = ["ALLOW_ANY", "REGISTRY_ONLY"] as const;

class ExpectReader {
  readonly #document: ManifestDocument;
  readonly #file: string;
  readonly #problems: Diagnostic[] = [];

  constructor(document: ManifestDocument, file: string) {
    this.#document = document;
    this.#file = file;
  }

  read(): ExpectFile {
    const { value } = this.#document;
    const isMap = isRecord(value);
    const list: unknown = isMap ? value.tests : value;
    if (isMap) this.#refuseKeys(value, [], ["mesh", "tests"]);
    if (!Array.isArray(list) || list.length === 0) {
      this.#problem(
        isMap ? ["tests"] : [],
        "there are no tests in it",
        "a check of nothing must not look like a pass",
        "write a list of tests",
      );
    }
    const mesh = isMap && value.mesh !== undefined ? this.#mesh(value.mesh) : {};
    const base: Path = isMap ? ["tests"] : [];
    const tests = Array.isArray(list) ? list.map((one: unknown, index) => this.#test(one, [...base, index])) : [];
    if (this.#problems.length > 0) throw new DiagnosticError(...this.#problems);
    return { file: this.#file, mesh, tests };
  }

  #mesh(value: unknown): ExpectFile["mesh"] {
    const path = ["mesh"];
    if (!isRecord(value)) {
      this.#problem(
        path,
        "mesh is no map",
        "it says what holds for the whole mesh",
        "write for example mesh: { outbound: REGISTRY_ONLY }",
      );
      return {};
    }
    this.#refuseKeys(value, path, ["istio", "outbound", "dnsCapture"]);
    const istio = this.#text(value, path, "istio");
    const outbound = this.#oneOf(value, path, "outbound", OUTBOUND);
    const dnsCapture = this.#flag(value, path, "dnsCapture");
    return { ...given("istio", istio), ...given("outbound", outbound), ...given("dnsCapture", dnsCapture) };
  }

  #test(value: unknown, path: Path): Expectation {
    const at = this.#at(path);
    const nothing: Expectation = { name: "", host: "", options: {}, expect: "unknown", destination: undefined, at };
    if (!isRecord(value)) {
      this.#problem(
        path,
        "this is no test",
        "a test is a map with host, from and expect",
        "write for example { host: de.wikipedia.org, from: default/sleep, expect: reached }",
      );
      return nothing;
    }
    this.#refuseKeys(value, path, CASE_KEYS);
    for (const key of ["host", "from", "expect"]) {
      if (value[key] === undefined)
        this.#problem(path, `the test has no ${key}`, "it says who asks for what, and what must happen", `add ${key}`);
    }
    const port = this.#port(value, path);
    return {
      name: this.#text(value, path, "name") ?? "",
      host: this.#text(value, path, "host") ?? "",
      options: {
        ...given("from", this.#text(value, path, "from")),
        ...given("port", port === undefined ? undefined : String(port)),
        ...given("protocol", this.#oneOf(value, path, "protocol", PROTOCOLS)),
        ...given("sni", this.#text(value, path, "sni")),
        ...given("ip", this.#text(value, path, "address")),
        ...given("hostHeader", this.#text(value, path, "hostHeader")),
        ...given("path", this.#text(value, path, "path")),
        ...given("bypassSidecar", this.#flag(value, path, "bypassSidecar")),
        ...(value.tunnel === undefined ? {} : this.#tunnel(value.tunnel, [...path, "tunnel"])),
      },
      expect: this.#oneOf(value, path, "expect", EXPECT_TEXTS) ?? "unknown",
      destination: this.#text(value, path, "destination"),
      at,
    };
  }

  #tunnel(value: unknown, path: Path): Pick<Expectation["options"], "through" | "tunnelSni" | "certificate"> {
    if (!isRecord(value)) {
      this.#problem(
        path,
        "tunnel is no map",
        "it says how the client knocks at the gateway",
        "write for example tunnel: { gateway: istio-system/istio-egressgateway }",
      );
      return {};
    }
    this.#refuseKeys(value, path, ["gateway", "port", "sni", "certificate"]);
    const gateway = this.#text(value, path, "gateway");
    if (gateway === undefined)
      this.#problem(path, "the tunnel has no gateway", "it must lead somewhere", "add gateway: NAMESPACE/NAME");
    const port = this.#port(value, path);
    return {
      through: `${gateway ?? ""}${port === undefined ? "" : `:${port}`}`,
      ...given("tunnelSni", this.#text(value, path, "sni")),
      ...given("certificate", this.#flag(value, path, "certificate")),
    };
  }

  #port(value: Readonly<Record<string, unknown>>, path: Path): number | undefined {
    const { port } = value;
    if (port === undefined || (Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
      return port === undefined ? undefined : Number(port);
    }
    this.#problem(
      [...path, "port"],
      `${JSON.stringify(port)} is no port`,
      "a port is a whole number from 1 to 65535",
      "write for example port: 443",
    );
    return undefined;
  }

  #text(value: Readonly<Record<string, unknown>>, path: Path, key: string): string | undefined {
    const text = value[key];
    if (text === undefined || typeof text === "string") return text;
    this.#problem(
      [...path, key],
      `${key} is ${JSON.stringify(text)}, and no text`,
      "YAML reads unquoted numbers and words such as yes as something else",
      "put it in quotes",
    );
    return undefined;
  }

  #flag(value: Readonly<Record<string, unknown>>, path: Path, key: string): boolean | undefined {
    const flag = value[key];
    if (flag === undefined || typeof flag === "boolean") return flag;
    this.#problem([...path, key], `${key} is ${JSON.stringify(flag)}`, "it is true or false", `write ${key}: true`);
    return undefined;
  }

  #oneOf<Text extends string>(
    value: Readonly<Record<string, unknown>>,
    path: Path,
    key: string,
    texts: readonly Text[],
  ): Text | undefined {
    const text = this.#text(value, path, key);
    const found = texts.find((one) => one === text);
    if (text !== undefined && found === undefined) {
      const meant = didYouMean(text, texts);
      this.#problem(
        [...path, key],
        `${key} cannot be "${text}"`,
        `it is one of ${texts.join(", ")}`,
        meant === undefined ? "write one of these" : `did you mean ${meant}?`,
      );
    }
    return found;
  }

  #refuseKeys(value: Readonly<Record<string, unknown>>, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const meant = didYouMean(key, known);
      this.#problem(
        [...path, key],
        `there is no field "${key}"`,
        `the fields are ${known.join(", ")}`,
        meant === undefined ? "remove it" : `did you mean ${meant}?`,
        "key",
      );
    }
  }

  #problem(path: Path, what: string, why: string, fix: string, part: "key" | "value" = "value"): void {
    this.#problems.push({ severity: "error", code: "bad-tests", what, why, fix, at: this.#at(path, part) });
  }

  #at(path: Path, part: "key" | "value" = "value"): Expectation["at"] {
    return { kind: "file", file: this.#file, ...this.#document.locate(path, part) };
  }
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [Name in Key]?: Value } {
  const made: { [Name in Key]?: Value } = {};
  if (value !== undefined) made[key] = value;
  return made;
}

function notOneDocument(file: string, count: number): Diagnostic {
  const at: Origin = { kind: "file", file, line: 1, column: 1 };
  return {
    severity: "error",
    code: "bad-tests",
    what: count === 0 ? `there is nothing in ${file}` : `${file} has ${count} documents`,
    why: "a file of routing tests is one YAML document",
    fix: count === 0 ? "wildegress gen --tests FILE writes one" : "split it, and give --expect several times",
    at,
  };
}
