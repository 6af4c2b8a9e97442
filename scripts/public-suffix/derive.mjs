// Writes schemas/public-suffixes.txt from the Public Suffix List that the tldts package carries: how much a wildcard opens, by its base.
// tldts answers for the suffixes themselves, not for what stands above them ("amazonaws.com" above "s3.amazonaws.com"); and it takes longer
// to load than all the rest of a small run.
// Usage: node scripts/public-suffix/derive.mjs
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const trie = require("tldts/dist/cjs/src/data/trie.js");
const { version } = require("tldts/package.json");

/** Bits of the trie's node flags. */
const ICANN = 1;
const PRIVATE = 2;

/** Where each edge's label begins in `labelText`: they stand there one after the other. */
const labelStart = new Uint32Array(trie.edgeLength.length);
for (let edge = 1; edge < trie.edgeLength.length; edge++) {
  labelStart[edge] = labelStart[edge - 1] + trie.edgeLength[edge - 1];
}

/**
 * A mark for each name that is a public suffix or stands above one: `=` everybody's names, `~` those of many unrelated parties,
 * `!` neither, although a wildcard says so. International names only as A-labels, which is how patterns are compared.
 *
 * @returns {Map<string, string>} mark by name; names may begin with `*.`
 */
export function marks() {
  const found = new Map();
  const walk = (node, name) => {
    let below = 0;
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(labelStart[edge], labelStart[edge] + trie.edgeLength[edge]);
      below |= walk(trie.edgeChild[edge], name === "" ? label : `${label}.${name}`);
    }
    const kinds = trie.nodeFlags[node] === 0 ? below : trie.nodeFlags[node];
    // What has both kinds below it opens what everybody may register.
    if (name !== "" && kinds !== 0 && /^[\x21-\x7e]+$/.test(name)) found.set(name, kinds & ICANN ? "=" : "~");
    return below | trie.nodeFlags[node];
  };
  walk(trie.rulesRoot, "");
  const except = (node, name) => {
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(labelStart[edge], labelStart[edge] + trie.edgeLength[edge]);
      const child = trie.edgeChild[edge];
      const full = name === "" ? label : `${label}.${name}`;
      if (trie.nodeFlags[child] & (ICANN | PRIVATE)) found.set(full, "!");
      except(child, full);
    }
  };
  except(trie.exceptionsRoot, "");
  return found;
}

/** The file: a line for each top-level domain, `uk =co ~blogspot.co`, with the names below it sorted. */
export function fileText() {
  const lines = new Map();
  for (const [name, mark] of marks()) {
    const dot = name.lastIndexOf(".");
    const top = name.slice(dot + 1);
    if (!lines.has(top)) lines.set(top, []);
    if (dot >= 0) lines.get(top).push(`${mark}${name.slice(0, dot)}`);
  }
  // A top-level domain with nothing below it needs no line: it is a public suffix anyway.
  const filled = [...lines].filter(([, names]) => names.length > 0);
  const body = filled.map(([top, names]) => [top, ...names.sort()].join(" ")).sort();
  return [`# The Public Suffix List of tldts ${version}, made by scripts/public-suffix/derive.mjs`, ...body, ""].join(
    "\n",
  );
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await writeFile(new URL("../../schemas/public-suffixes.txt", import.meta.url), fileText());
}
