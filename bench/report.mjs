import { readFile, writeFile } from "node:fs/promises";

const PAGE = new URL("../docs/performance.md", import.meta.url);
const BEGIN = "<!-- results: npm run bench -- --write -->";
const END = "<!-- end of results -->";

export function printReport(rows) {
  for (const row of rows) {
    const { what, goal, unit, times } = row;
    const verdict = row.value <= goal ? "ok    " : "MISSED";
    console.log(
      `${verdict} ${what}: ${format(row)} (goal: at most ${goal}${unit && ` ${unit}`})${times ? `  ${times}` : ""}`,
    );
  }
}

/** Puts the results between the two marks of docs/performance.md. */
export async function writeReport(rows) {
  const page = await readFile(PAGE, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("docs/performance.md has lost the marks around its results");
  const lines = rows.map((row) => {
    const goal = `≤ ${row.goal}${row.unit && ` ${row.unit}`}`;
    return `| ${row.what} | ${goal} | ${format(row)} | ${row.value <= row.goal ? "yes" : "**no**"} | ${row.times ?? ""} |`;
  });
  const table = ["| what | goal | measured | reached | times |", "|---|---|---|---|---|", ...lines].join("\n");
  await writeFile(PAGE, `${page.slice(0, begin + BEGIN.length)}\n${table}\n${page.slice(end)}`);
}

function format({ value, unit }) {
  return unit === "" ? value.toFixed(2) : `${value.toFixed(0)} ${unit}`;
}
