import { findRule } from "../find-rule.ts";

/** "WE0042, export-to: because …": rules that somebody wants to hear nothing of, and why. */
export interface Suppression {
  /** Codes of the rules. */
  readonly codes: ReadonlySet<string>;
  readonly reason: string;
}

/** What was written where a suppression belongs: the suppression, or what is wrong with it. */
export type ParsedSuppression = Suppression | { readonly wrong: string };

/** Reads `WE0042: reason` or `WE0042, service-entry-hosts: reason`. */
export function parseSuppression(text: string): ParsedSuppression {
  const colon = text.indexOf(":");
  const names = (colon < 0 ? text : text.slice(0, colon)).split(/[\s,]+/).filter((name) => name !== "");
  const reason = colon < 0 ? "" : text.slice(colon + 1).trim();
  if (names.length === 0) return { wrong: "it names no rule" };
  const codes = new Set<string>();
  for (const name of names) {
    const rule = findRule(name);
    if (rule === undefined) return { wrong: `there is no rule ${JSON.stringify(name)}` };
    codes.add(rule.code);
  }
  if (reason === "") return { wrong: "it gives no reason" };
  return { codes, reason };
}
