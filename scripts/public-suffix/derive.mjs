// Writes the names that stand above a multi-tenant suffix ("amazonaws.com" stands above "s3.amazonaws.com"), from the Public Suffix List
// that the tldts package carries. tldts itself answers for the suffixes; it has no look-up for what is above them.
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { nodeFlags, edgeStart, edgeLength, edgeChild, labelText, rulesRoot } = require("tldts/dist/cjs/src/data/trie.js");
const { version } = require("tldts/package.json");

const PRIVATE = 2;

/** Where each edge's label begins in `labelText`: they stand there one after the other. */
const labelStart = new Uint32Array(edgeLength.length);
for (let edge = 1; edge < edgeLength.length; edge++) labelStart[edge] = labelStart[edge - 1] + edgeLength[edge - 1];

/** @returns {string[]} names above a private suffix that are no public suffix themselves, sorted */
export function namesAbovePrivateSuffixes() {
  const above = new Set();
  const walk = (node, name) => {
    let holdsPrivate = false;
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      const label = labelText.slice(labelStart[edge], labelStart[edge] + edgeLength[edge]);
      const child = edgeChild[edge];
      const below = walk(child, name === "" ? label : `${label}.${name}`);
      if (below || (nodeFlags[child] & PRIVATE) !== 0) holdsPrivate = true;
    }
    if (holdsPrivate && nodeFlags[node] === 0 && name.includes(".") && !name.includes("*")) above.add(name);
    return holdsPrivate;
  };
  walk(rulesRoot, "");
  return [...above].sort();
}

export function fileText() {
  const source = `the private section of the Public Suffix List in tldts ${version}`;
  return `${JSON.stringify({ source, names: namesAbovePrivateSuffixes() }, null, 1)}\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await writeFile(new URL("../../src/plan/public-suffix/above-private-suffixes.json", import.meta.url), fileText());
}
