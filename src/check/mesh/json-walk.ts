/** A member of a JSON value, at any depth. */
export interface Member {
  readonly key: string;
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/**
 * Every member of a value's maps, from the top. What `into` refuses is not entered.
 */
export function* membersOf(
  value: unknown,
  path: readonly (string | number)[] = [],
  into: (map: Readonly<Record<string, unknown>>) => boolean = () => true,
): Generator<Member> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* membersOf(item, [...path, index], into);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const map = value as Readonly<Record<string, unknown>>;
  if (!into(map)) return;
  for (const [key, member] of Object.entries(map)) {
    yield { key, value: member, path: [...path, key] };
    yield* membersOf(member, [...path, key], into);
  }
}

/** The same for values that differ in the order of their keys only. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const map = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(map).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(map[key])}`).join(",")}}`;
}
