/** What Go's encoding/base64, in its standard form, has against a text; line breaks in it do not count. */
export function base64Problem(text: string): string | undefined {
  const bytes = Buffer.from(text);
  const at = corruptAt(bytes);
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`;
}

function corruptAt(bytes: Buffer): number | undefined {
  const letterAt = (index: number): string => String.fromCharCode(bytes[index] ?? 0);
  const skipBreaks = (from: number): number => {
    let index = from;
    while (index < bytes.length && /[\r\n]/.test(letterAt(index))) index++;
    return index;
  };
  let inGroup = 0;
  for (let index = 0; index < bytes.length; index++) {
    const letter = letterAt(index);
    if (/[A-Za-z0-9+/]/.test(letter)) {
      inGroup = (inGroup + 1) % 4;
    } else if (letter === "=") {
      if (inGroup < 2) return index;
      if (inGroup === 2) {
        const second = skipBreaks(index + 1);
        if (second === bytes.length) return bytes.length;
        if (letterAt(second) !== "=") return second - 1;
        index = second;
      }
      const after = skipBreaks(index + 1);
      return after < bytes.length ? after : undefined;
    } else if (!/[\r\n]/.test(letter)) {
      return index;
    }
  }
  return inGroup === 0 ? undefined : bytes.length - inGroup;
}
