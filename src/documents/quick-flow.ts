import { NotPlain, plain, quotedEnd } from "./quick-scalar.ts";

const MAX_LEVELS = 20;
/** A scalar without quotes inside brackets. */
export const PLAIN = /[\w/-][\w./-]*/y;

/**
 * The value of a text that is brackets, such as `[a, "b"]` or `{ number: 443 }`; a comment may follow them.
 *
 * @throws NotPlain when only the full parser can tell what they hold
 */
export function flowValue(text: string): unknown {
  const flow = new Flow(text);
  const value = flow.value(0);
  flow.expectEnd();
  return value;
}

class Flow {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(level: number): unknown {
    if (level > MAX_LEVELS) throw NotPlain;
    const first = this.#peek();
    if (first === "[") return this.#list(level);
    if (first === "{") return this.#map(level);
    return first === '"' || first === "'" ? this.#quoted() : plain(this.#plain());
  }

  expectEnd(): void {
    const end = this.#at;
    const rest = this.#peek();
    if (rest !== "" && (rest !== "#" || this.#at === end)) throw NotPlain;
  }

  #list(level: number): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (this.#peek() !== "]") {
      items.push(this.value(level + 1));
      // `[a: b]` is a map in a list.
      if (this.#peek() === ":") throw NotPlain;
      this.#separator("]");
    }
    this.#at++;
    return items;
  }

  #map(level: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.#at++;
    while (this.#peek() !== "}") {
      const quoted = this.#peek() === '"';
      const key = quoted ? this.#quoted() : this.#plain();
      if (map[key] !== undefined || (!quoted && plain(key) !== key)) throw NotPlain;
      if (this.#text[this.#at] !== ":") throw NotPlain;
      this.#at++;
      if (!quoted && this.#text[this.#at] !== " ") throw NotPlain;
      map[key] = this.value(level + 1);
      this.#separator("}");
    }
    this.#at++;
    return map;
  }

  #separator(close: string): void {
    const next = this.#peek();
    if (next === ",") this.#at++;
    else if (next !== close) throw NotPlain;
  }

  #quoted(): string {
    const end = quotedEnd(this.#text, this.#at);
    const value = this.#text.slice(this.#at + 1, end - 1);
    this.#at = end;
    return value;
  }

  #plain(): string {
    PLAIN.lastIndex = this.#at;
    if (!PLAIN.test(this.#text)) throw NotPlain;
    const value = this.#text.slice(this.#at, PLAIN.lastIndex);
    this.#at = PLAIN.lastIndex;
    return value;
  }

  /** The next character that is no blank; "" at the end. */
  #peek(): string {
    while (this.#text[this.#at] === " ") this.#at++;
    return this.#text[this.#at] ?? "";
  }
}
