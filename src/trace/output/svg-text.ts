/** Text for XML: marks of markup are escaped, and characters that XML does not allow are left out. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\P{C}\n]|[\ufffe\uffff]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Widths of a proportional sans-serif face, in parts of its size, rounded up: a viewer has a face of its own, and nothing may run out of its box. */
const NARROW = new Set("iljtfrI.,:;'|!()[]{} -/");
const BROAD = new Set("mwMWOQG@%");

export function proportionalWidth(text: string, size: number): number {
  let parts = 0;
  for (const character of text) {
    parts += NARROW.has(character)
      ? 0.36
      : BROAD.has(character)
        ? 0.9
        : /[A-Z]/.test(character)
          ? 0.7
          : character > "\u2e7f"
            ? 1.05
            : 0.58;
  }
  return parts * size;
}

/** Every character of a monospaced face, in parts of its size. */
export function monospacedWidth(text: string, size: number): number {
  return text.length * 0.615 * size;
}

/** Breaks a text at blanks, and words that are too long anywhere, into lines that are no wider than the limit. */
export function linesWithin(text: string, limit: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/).flatMap((one) => piecesWithin(one, limit, widthOf))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || widthOf(longer) <= limit) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function piecesWithin(word: string, limit: number, widthOf: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && widthOf(piece + character) > limit) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}
