import { DiagnosticError } from "../diagnostics/diagnostic.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/**
 * A time as a flag gives it: `5`, `5s`, `500ms`, `10m`, `1h`.
 *
 * @returns seconds, or undefined when the flag was not given
 */
export function readSeconds(flag: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim();
  const [, number, unit = "s"] = /^([0-9]{1,9})(ms|s|m|h)?$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (seconds > 0) return seconds;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-time",
    what: `"${text}" is not a time`,
    why: "a time is a whole number above 0, of seconds or with one of the units ms, s, m, h",
    fix: `write for example ${flag} 5s`,
    at: { kind: "flag", flag, value: text },
  });
}

/** A whole number above 0 as a flag gives it, or undefined when the flag was not given. */
export function readCount(flag: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim();
  const count = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-number",
    what: `"${text}" is not a number`,
    why: "it takes a whole number from 1 to 9999999",
    fix: `write for example ${flag} 1000`,
    at: { kind: "flag", flag, value: text },
  });
}
