// The store: one JSON file a kind, in which equal subschemas of all its releases are one entry of $defs.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Subschemas of one kind by content. Objects with properties become entries; anything smaller stays where it is. */
export class Definitions {
  #entries = new Map();

  /** Takes a whole schema, without $ref, and returns it with every object in it replaced by a reference. */
  intern(schema) {
    const own = {};
    for (const key of Object.keys(schema).sort()) {
      const value = schema[key];
      if (key === "properties") own[key] = mapValues(value, (property) => this.intern(property));
      else if (key === "items" || (key === "additionalProperties" && typeof value === "object"))
        own[key] = this.intern(value);
      else own[key] = value;
    }
    if (own.properties === undefined || Object.keys(own.properties).length === 0) return own;
    return { $ref: `#/$defs/${this.#add(own)}` };
  }

  #add(schema) {
    const text = JSON.stringify(schema);
    const name = createHash("sha256").update(text).digest("hex").slice(0, 10);
    const known = this.#entries.get(name);
    if (known !== undefined && known !== text)
      throw new Error(`two subschemas share the name ${name}: use more digits`);
    this.#entries.set(name, text);
    return name;
  }

  /** Entries by name, sorted, as JSON texts. */
  sorted() {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/**
 * Roots of one kind: which schema holds for an apiVersion in a run of Istio releases, and of what project's release it is
 * where that is not Istio. Neighbouring releases with the same schema become one run.
 */
export class Roots {
  #runs = [];
  #open = new Map();

  /** Releases must come oldest first. `previous` is the release before this one, undefined for the first. */
  add({ apiVersion, release, previous, root, of }) {
    const run = this.#open.get(apiVersion);
    if (run !== undefined && run.root === root && run.of === of && run.to === previous) run.to = release;
    else {
      const next = { apiVersion, from: release, to: release, ...(of === undefined ? {} : { of }), root };
      this.#runs.push(next);
      this.#open.set(apiVersion, next);
    }
  }

  runs() {
    return this.#runs;
  }
}

/**
 * Writes one file of the store: header pretty, one definition a line, so that a change shows as what it is.
 *
 * @param {{ kind: string, group: string, sources: object[] }} header
 */
export function writeStoreFile(path, header, roots, definitions) {
  const lines = ["{"];
  for (const [key, value] of Object.entries(header)) lines.push(`  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  lines.push('  "roots": [', joined(roots.runs().map((run) => `    ${JSON.stringify(run)}`)), "  ],");
  lines.push(
    '  "$defs": {',
    joined(definitions.sorted().map(([name, text]) => `    "${name}": ${text}`)),
    "  }",
    "}",
    "",
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join("\n"));
}

function joined(lines) {
  return lines.join(",\n");
}

export function mapValues(object, change) {
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, change(object[key], key)]),
  );
}
