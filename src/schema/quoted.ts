const LONGEST = 60;

/** A value as it stands in a message: as JSON, and cut when it is long. */
export function quoted(value: unknown): string {
  if (typeof value === "string" && value.length > LONGEST) return `${JSON.stringify(value.slice(0, LONGEST))}…`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a map";
  return JSON.stringify(value) ?? "nothing";
}

/** `spec.ports[0].name`, and "the document" for its top. */
export function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${quoted(step)}]`;
  }
  return text === "" ? "the document" : text;
}
