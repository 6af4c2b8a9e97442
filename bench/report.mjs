import { readFile, writeFile } from "node:fs/promises";

const PAGE = new URL("../docs/performance.md", import.meta.url);
const BEGIN = "<!-- results: npm run bench -- --write -->";
const END = "<!-- end of results -->";

export function printReport(rows) {
  for (const row of rows) {
    const { what, goal, unit, times, missing } = row;
    if (missing !== undefined) {
      console.log(`left out: ${what}: ${missing}`);
      continue;
    }
    const verdict = goal === undefined ? "      " : row.value <= goal ? "ok    " : "MISSED";
    const wanted = goal === undefined ? "" : ` (goal: at most ${goal}${unit && ` ${unit}`})`;
    console.log(`${verdict} ${what}: ${format(row)}${wanted}${times ? `  ${times}` : ""}`);
  }
}

/** Puts the results between the two marks of docs/performance.md. */
export async function writeReport(rows) {
  const page = await readFile(PAGE, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("docs/performance.md has lost the marks around its results");
  const lines = rows.map((row) => {
    if (row.missing !== undefined) return `| ${row.what} | | left out: ${row.missing} | | |`;
    const goal = row.goal === undefined ? "" : `≤ ${row.goal}${row.unit && ` ${row.unit}`}`;
    const reached = row.goal === undefined ? "" : row.value <= row.goal ? "yes" : "**no**";
    return `| ${row.what} | ${goal} | ${format(row)} | ${reached} | ${row.times ?? ""} |`;
  });
  const table = ["| what | goal | measured | reached | times |", "|---|---|---|---|---|", ...lines].join("\n");
  await writeFile(PAGE, `${page.slice(0, begin + BEGIN.length)}\n${table}\n${page.slice(end)}`);
}

function format({ value, unit }) {
  return unit === "" ? value.toFixed(2) : `${value.toFixed(unit === "kB" ? 1 : 0)} ${unit}`;
}
