import { timeQuoted } from "./quoted.ts";

const LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";

/** The parts of a timestamp as Go's layout names them, each with what it takes; an hour may have one digit. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d{2}/],
  ["-", /^-/],
  ["02", /^\d{2}/],
  ["T", /^T/],
  ["15", /^\d{1,2}/],
  [":", /^:/],
  ["04", /^\d{2}/],
  [":", /^:/],
  ["05", /^\d{2}(?:[.,]\d+)?/],
  ["Z07:00", /^(?:Z|[+-]\d{2}:\d{2})/],
];

/** What Go's time.Parse has against a text as a timestamp of RFC 3339. */
export function timestampProblem(text: string): string | undefined {
  const parsing = `bad Timestamp: parsing time ${timeQuoted(text)}`;
  const found: Record<string, string> = {};
  let rest = text;
  for (const [part, form] of PARTS) {
    const [taken] = form.exec(rest) ?? [];
    if (taken === undefined) {
      return `${parsing} as "${LAYOUT}": cannot parse ${timeQuoted(rest)} as "${part}"`;
    }
    found[part] = taken;
    rest = rest.slice(taken.length);
    const late = outOfRange(part, taken);
    if (late !== undefined) return `${parsing}: ${late} out of range`;
  }
  if (rest !== "") return `${parsing}: extra text: ${timeQuoted(rest)}`;
  const days = new Date(Date.UTC(Number(found["2006"]), Number(found["01"]), 0)).getUTCDate();
  const day = Number(found["02"]);
  return day < 1 || day > days ? `${parsing}: day out of range` : undefined;
}

function outOfRange(part: string, taken: string): string | undefined {
  const number = Number.parseInt(taken, 10);
  if (part === "01" && (number < 1 || number > 12)) return "month";
  if (part === "15" && number > 23) return "hour";
  if (part === "04" && number > 59) return "minute";
  if (part === "05" && number > 59) return "second";
  const [, hours = "0", minutes = "0"] = /^[+-](\d\d):(\d\d)$/.exec(part === "Z07:00" ? taken : "") ?? [];
  if (Number(hours) > 24) return "time zone offset hour";
  return Number(minutes) > 60 ? "time zone offset minute" : undefined;
}
