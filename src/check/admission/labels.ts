import type { Path, Problem } from "../rule.ts";

const PREFIX = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
const NAME = "(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY = new RegExp(`^(${PREFIX}(?:\\.${PREFIX})*/)?(${NAME})$`);
const VALUE = new RegExp(`^(${NAME})?$`);

/** What Istio has against labels of pods (istio pkg/config/labels Validate). */
export function* labelProblems(labels: Readonly<Record<string, string>> | undefined, path: Path): Generator<Problem> {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const [, prefix = "", name = ""] = KEY.exec(key) ?? [];
    const at = { path: [...path, key], part: "key" } as const;
    if (name === "") yield { ...at, says: `invalid tag key: ${JSON.stringify(key)}` };
    else if (prefix.length - 1 > 253)
      yield { ...at, says: `invalid tag key: ${JSON.stringify(key)} (DNS prefix is too long)` };
    else if (name.length > 63) yield { ...at, says: `invalid tag key: ${JSON.stringify(key)} (name is too long)` };
    if (!VALUE.test(value)) yield { path: [...path, key], says: `invalid tag value: ${JSON.stringify(value)}` };
  }
}
