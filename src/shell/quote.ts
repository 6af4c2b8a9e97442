/** Words that no POSIX shell reads anything into. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=-]*$/;

/** One word for a POSIX shell: as it stands where that is safe, else in single quotes. */
export function shellQuote(word: string): string {
  if (PLAIN.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that a POSIX shell reads back as exactly these words. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(" ");
}
