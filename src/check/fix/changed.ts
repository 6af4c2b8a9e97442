import { isMap } from "../../schema/problems.ts";
import type { Repair } from "../../schema/repair.ts";
import type { Path } from "../rule.ts";

/** Plain data with one repair in it; what was given stays as it is. */
export function changed(value: unknown, [step, ...below]: Path, repair: Repair): unknown {
  if (step === undefined) return repaired(value, repair);
  const last = below.length === 0;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      if (index !== step) return [item];
      return last && repair.kind === "remove" ? [] : [changed(item, below, repair)];
    });
  }
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]): [string, unknown] => {
      if (key !== step) return [key, member];
      return last && repair.kind === "rename" ? [repair.to, member] : [key, changed(member, below, repair)];
    }),
  );
}

function repaired(value: unknown, repair: Repair): unknown {
  switch (repair.kind) {
    case "replace":
      return repair.to;
    case "quote":
      return String(value);
    case "unquote":
      return value === "true" || value === "false" ? value === "true" : Number(value);
    default:
      return value;
  }
}
