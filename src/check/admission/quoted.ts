/** A text as Go's %q prints it, for what people write in manifests. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A text as Go's package time quotes it: what is not ASCII, and control characters, as bytes. */
export function timeQuoted(text: string): string {
  const bytes = (letters: string): string =>
    [...Buffer.from(letters)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  // The class is all but ASCII from the blank to DEL.
  return `"${text.replace(/["\\]/g, "\\$&").replace(/[^ -\u007f]+/g, bytes)}"`;
}
