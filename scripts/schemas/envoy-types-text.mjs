// Puts the types of many snapshots into one compact text. docs/schemas.md says how it is read; src/envoy-types/ reads it.

/** Letters of scalar types; those that are written alike in JSON share one. */
const SCALARS = {
  bool: "b",
  bytes: "y",
  double: "d",
  fixed32: "u",
  fixed64: "v",
  float: "f",
  int32: "i",
  int64: "j",
  sfixed32: "i",
  sfixed64: "j",
  sint32: "i",
  sint64: "j",
  string: "s",
  uint32: "u",
  uint64: "v",
};

/**
 * Snapshots, oldest first, as one JSON text: a line for each type. Types of files that are frozen are left out: those of version 2 of Envoy's
 * API, which are told apart by their names. Of what no configuration can hold, such as Envoy's answers to its admin, there are only the names;
 * and of packages that have nothing else, only the packages' names, with `others`.
 */
export function mergeTypes(snapshots, { roots, others }) {
  const last = snapshots.length - 1;
  const merged = new Map();
  const reached = reachable(snapshots, roots);
  for (const [index, { types }] of snapshots.entries()) {
    const kept = Object.entries(types.messages).filter(([, { frozen }]) => frozen !== true);
    for (const [name, { fields }] of kept) {
      if (reached.has(name)) note(merged, name, "", index, fieldTexts(fields, packageOf(name, types)));
      else note(merged, name, "?", index, []);
    }
    for (const [name, values] of Object.entries(types.enums)) {
      if (reached.has(name)) note(merged, name, "=", index, values);
    }
  }
  const all = { messages: Object.fromEntries(merged) };
  const packages = new Map();
  for (const name of [...merged.keys()].sort()) {
    const holder = packageOf(name, all);
    packages.set(holder, [...(packages.get(holder) ?? []), name]);
  }
  const named = [...packages].filter(([, members]) => !members.some((one) => reached.has(one))).map(([name]) => name);
  for (const name of named) packages.delete(name);
  const lines = [...packages].sort(byName).map(([name, members]) => {
    const inside = members.map(
      (one) => `${JSON.stringify(one.slice(name.length + 1))}: ${typeText(merged.get(one), last)}`,
    );
    return `${JSON.stringify(name)}: {\n${inside.join(",\n")}\n}`;
  });
  const list = snapshots.map(({ at, version }) => JSON.stringify({ at, istio: version }));
  return `{\n"snapshots": [\n${list.join(",\n")}\n],\n"others": ${JSON.stringify([...named, ...others].sort())},\n"packages": {\n${lines.join(",\n")}\n}\n}\n`;
}

function byName([one], [other]) {
  return one < other ? -1 : 1;
}

/** Names of all types that the fields of those that `roots` takes lead to, in any snapshot. */
function reachable(snapshots, roots) {
  const found = new Set();
  for (const { types } of snapshots) {
    const queue = Object.keys(types.messages).filter((name) => roots(name) && types.messages[name].frozen !== true);
    const seen = new Set();
    for (const name of queue) {
      if (seen.has(name)) continue;
      seen.add(name);
      found.add(name);
      const fields = types.messages[name]?.fields ?? [];
      queue.push(...fields.filter(({ type }) => type.startsWith(".")).map(({ type }) => type.slice(1)));
    }
  }
  return found;
}

/** The package of a type: its name without the last part, and without those before it that are types themselves. */
function packageOf(name, { messages }) {
  let outer = name.slice(0, name.lastIndexOf("."));
  while (outer in messages) outer = outer.slice(0, outer.lastIndexOf("."));
  return outer;
}

/** Notes what a type has in one snapshot: `parts` are texts of fields, or names of values. */
function note(merged, name, mark, index, parts) {
  const type = merged.get(name) ?? { mark, seen: [], parts: new Map() };
  merged.set(name, type);
  type.seen.push(index);
  // What the newest has stands first, in its order.
  const before = type.parts;
  type.parts = new Map(parts.map((part) => [part, [...(before.get(part) ?? []), index]]));
  for (const [part, seen] of before) if (!type.parts.has(part)) type.parts.set(part, seen);
}

function typeText({ mark, seen, parts }, last) {
  const whole = runsOf(seen);
  const own = whole.length === 1 && whole[0][0] === 0 && whole[0][1] === last ? "" : runsText(whole);
  const inside = [...parts].map(([part, there]) => {
    const runs = runsOf(there);
    return JSON.stringify(runs) === JSON.stringify(whole) ? part : part + runsText(runs);
  });
  return JSON.stringify(`${mark}${own === "" ? "" : `${own};`}${inside.join(",")}`);
}

/** Indices of snapshots as runs: [0, 1, 4] is [[0, 1], [4, 4]]. */
function runsOf(indices) {
  const runs = [];
  for (const index of indices) {
    const open = runs.at(-1);
    if (open !== undefined && open[1] === index - 1) open[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

function runsText(runs) {
  return runs.map(([from, to]) => `@${from}${to}`).join("");
}

function fieldTexts(fields, scope) {
  const oneofs = [...new Set(fields.map(({ oneof }) => oneof).filter(Boolean))];
  return fields.map(({ name, jsonName, type, repeated, key, oneof }) => {
    const many = key === undefined ? (repeated === true ? "*" : "") : `%${SCALARS[key]}`;
    const json = jsonName === undefined ? "" : `=${jsonName}`;
    return `${name}${json} ${many}${typeName(type, scope)}${oneof === undefined ? "" : `|${oneofs.indexOf(oneof)}`}`;
  });
}

function typeName(type, scope) {
  if (!type.startsWith(".")) return SCALARS[type];
  return type.startsWith(`.${scope}.`) ? type.slice(scope.length + 1) : type.slice(1);
}
