/** Text for a message: input is quoted there, and control characters in it must not move the cursor or forge a line. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
