// Prints how many milliseconds JSON.stringify takes for the objects of a List, as it is done first in a process.
// Usage: node bench/stringify.mjs FILE
import { readFileSync } from "node:fs";

const { items } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const begin = process.hrtime.bigint();
const text = JSON.stringify(items);
const elapsed = Number(process.hrtime.bigint() - begin) / 1e6;
if (text.length < 1000) throw new Error("the list is empty");
console.log(elapsed);
