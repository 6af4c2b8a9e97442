/** Thrown, always the same, where a text is not plain enough for the quick reader. */
export const NotPlain = new Error("for the full parser");

/**
 * The scalar that a text holds; a comment may follow it.
 *
 * @throws NotPlain when only the full parser can tell what it is
 */
export function readScalar(text: string): unknown {
  if (WORD.test(text)) return word(text);
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = quotedEnd(text, 0);
    if (!NOTHING.test(text.slice(end))) throw NotPlain;
    return text.slice(1, end - 1);
  }
  if (AMBIGUOUS.test(text)) throw NotPlain;
  const comment = text.indexOf(" #");
  return plain(comment < 0 ? text : text.slice(0, comment).trimEnd());
}

/** Where a quoted scalar on one line ends, behind its closing quote. It may hold neither escapes nor its own quote. */
export function quotedEnd(text: string, from: number): number {
  const quote = text[from] ?? "";
  const end = text.indexOf(quote, from + 1);
  if (end < 0 || (quote === "'" && text[end + 1] === quote)) throw NotPlain;
  const backslash = quote === '"' ? text.indexOf("\\", from) : -1;
  if (backslash >= 0 && backslash < end) throw NotPlain;
  return end + 1;
}

/** What a plain scalar stands for. YAML 1.1 makes booleans, null and numbers of more than is taken for sure here. */
export function plain(text: string): string | number | boolean | null {
  if (/^[A-Za-z_]/.test(text)) return word(text);
  if (text.startsWith("/") || CERTAINLY_TEXT.test(text)) return text;
  if (WHOLE_NUMBER.test(text)) return Number(text);
  throw NotPlain;
}

const WORD = /^[A-Za-z_][\w./-]*$/;
/** The end of a line, or a comment. */
const NOTHING = /^(?: *$| +#)/;
/** A colon that makes a map. */
const AMBIGUOUS = /:(?: |$)/;
/** Without leading zeros, which make a number octal, and exact as a double. */
const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/;
/** Addresses and versions, address ranges, durations and quantities. */
const CERTAINLY_TEXT = /^\d+(?:(?:\.\d+){2,3}(?:\/\d+)?|[g-wyzG-WYZ]\w*)$/;
/** Whether a key is text: YAML 1.1 reads `y` as true. */
export function isPlainKey(key: string): boolean {
  return key.length > LONGEST_SPECIAL || !SPECIAL.test(key);
}

const LONGEST_SPECIAL = 5;
const SPECIAL = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function word(text: string): string | boolean | null {
  if (text.length > LONGEST_SPECIAL || !SPECIAL.test(text)) return text;
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "null") return null;
  throw NotPlain;
}
