/// <reference lib="es2024.string" />
/**
 * Strings that no reader takes for anything else, whether it follows YAML 1.2 or, as Kubernetes' sigs.k8s.io/yaml does, YAML 1.1:
 * words that begin with a letter or a slash. A colon is safe where no blank follows it.
 */
const PLAIN = /^[A-Za-z/](?:[\w./=+@()-]| (?=[\w./(])|:(?=[\w./]))*$/;
/** Quantities and durations: they begin with a digit, but no schema has a number that ends so. */
const QUANTITY = /^\d{1,9}(?:m|s|Mi|Gi)$/;
/** Words that YAML 1.1 or some reader of it takes for booleans, nulls or numbers (`e0` without digits before it is one to the `yaml` library). */
const KEYWORD = /^(?:y|yes|n|no|on|off|true|false|null|nan|inf|infinity|e[-+]?[\d_.]+)$/i;
/** What double quotes must escape beyond JSON: it is not printable, or a line break in YAML 1.1. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** What needs no escape between double quotes. */
const QUOTABLE = /^[ !#-[\]-~]*$/;
/** What a block scalar cannot hold; tabs and newlines it can. */
const UNFIT_FOR_BLOCK = /[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]/;

/** A string on one line, for a value or a key. */
export function inlineString(text: string): string {
  if (PLAIN.test(text) && !KEYWORD.test(text)) return text;
  if (QUANTITY.test(text)) return text;
  if (QUOTABLE.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error(`not Unicode text, so no YAML can hold it: ${JSON.stringify(text)}`);
  return JSON.stringify(text).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A string of several lines as a literal block scalar (`|`) whose lines have the given indentation, without a newline at its end;
 * `undefined` where a block would not hold it exactly or has no advantage.
 */
export function blockString(text: string, indentation: string): string | undefined {
  if (UNFIT_FOR_BLOCK.test(text) || !text.isWellFormed()) return undefined;
  // A blank at the start would count as indentation.
  if (/^\s/.test(text)) return undefined;
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  // The last line must have words: readers differ on blanks at the end of a block.
  if (/[ \t\n]$/.test(body)) return undefined;
  const lines = body.replace(/\n(?!\n)/g, `\n${indentation}`);
  return `|${text.endsWith("\n") ? "" : "-"}\n${indentation}${lines}`;
}

/** A number that readers of YAML 1.1 take for one too: their exponents need a point before them. */
export function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is not JSON data`);
  if (Object.is(value, -0)) return "-0.0";
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}
