/** What encoding/json of Go, which istiod reads JSON with, calls a value, and what it says of one that does not fit. */
export function cannotUnmarshal(value: unknown, type: string, detail = ""): string {
  return `json: cannot unmarshal ${kindOf(value)}${detail} into Go value of type ${type}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** A value as Go writes it: keys sorted, and what HTML minds escaped. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, member]) => `${goJson(key)}:${goJson(member)}`).join(",")}}`;
  }
  if (Object.is(value, -0)) return "-0";
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const EARLY_END = "unexpected end of JSON input";

/** What Go's JSON scanner has against a text; undefined when it is JSON. */
export function jsonSyntaxProblem(text: string): string | undefined {
  const reader = new Reader(text);
  return reader.value("looking for beginning of value") ?? reader.end();
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
  }

  /** One value, with the space around it. */
  value(looking: string): string | undefined {
    this.#skipSpace();
    const first = this.#peek();
    if (first === undefined) return EARLY_END;
    if (first === "{") return this.#members("}", "after object key:value pair", () => this.#member());
    if (first === "[")
      return this.#members("]", "after array element", () => this.value("looking for beginning of value"));
    if (first === '"') return this.#string();
    if (/[-\d]/.test(first)) return this.#number();
    for (const word of ["true", "false", "null"]) if (word.startsWith(first)) return this.#word(word);
    return this.#invalid(looking);
  }

  end(): string | undefined {
    this.#skipSpace();
    return this.#peek() === undefined ? undefined : this.#invalid("after top-level value");
  }

  /** What stands between brackets. */
  #members(close: string, after: string, member: () => string | undefined): string | undefined {
    this.#at++;
    this.#skipSpace();
    if (this.#take(close)) return undefined;
    for (;;) {
      const problem = member();
      if (problem !== undefined) return problem;
      this.#skipSpace();
      if (this.#take(close)) return undefined;
      if (!this.#take(",")) return this.#invalid(after);
    }
  }

  #member(): string | undefined {
    this.#skipSpace();
    if (this.#peek() !== '"') return this.#invalid("looking for beginning of object key string");
    const problem = this.#string();
    if (problem !== undefined) return problem;
    this.#skipSpace();
    if (!this.#take(":")) return this.#invalid("after object key");
    return this.value("looking for beginning of value");
  }

  #string(): string | undefined {
    this.#at++;
    for (;;) {
      const letter = this.#peek();
      if (letter === undefined) return EARLY_END;
      if (letter < " ") return this.#invalid("in string literal");
      this.#at++;
      if (letter === '"') return undefined;
      if (letter !== "\\") continue;
      const escaped = this.#peek();
      if (!/[bfnrt\\/"u]/.test(escaped ?? "")) return this.#broken("in string escape code");
      this.#at++;
      for (let digit = 0; escaped === "u" && digit < 4; digit++) {
        if (!/[\da-fA-F]/.test(this.#peek() ?? "")) return this.#broken("in \\u hexadecimal character escape");
        this.#at++;
      }
    }
  }

  #number(): string | undefined {
    this.#take("-");
    if (!this.#take("0") && !this.#digits()) return this.#broken("in numeric literal");
    if (this.#take(".") && !this.#digits()) return this.#broken("after decimal point in numeric literal");
    if (this.#take("e") || this.#take("E")) {
      if (!this.#take("+")) this.#take("-");
      if (!this.#digits()) return this.#broken("in exponent of numeric literal");
    }
    return undefined;
  }

  #digits(): boolean {
    const start = this.#at;
    while (/\d/.test(this.#peek() ?? "")) this.#at++;
    return this.#at > start;
  }

  #word(word: string): string | undefined {
    for (const letter of word) {
      if (!this.#take(letter)) return this.#broken(`in literal ${word} (expecting '${letter}')`);
    }
    return undefined;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#peek() ?? "")) this.#at++;
  }

  #take(letter: string): boolean {
    const found = this.#peek() === letter;
    if (found) this.#at++;
    return found;
  }

  #peek(): string | undefined {
    const byte = this.#bytes[this.#at];
    return byte === undefined ? undefined : String.fromCharCode(byte);
  }

  /** Between values, an end that comes too early is called so. */
  #invalid(context: string): string {
    return this.#peek() === undefined ? EARLY_END : this.#broken(context);
  }

  /** In a number, a word or an escape, the scanner is given a space at the end. */
  #broken(context: string): string {
    const letter = this.#peek() ?? " ";
    const quoted = letter === "'" ? "\\'" : letter === '"' ? '"' : JSON.stringify(letter).slice(1, -1);
    return `invalid character '${quoted}' ${context}`;
  }
}
