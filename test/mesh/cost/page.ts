import { readFile, writeFile } from "node:fs/promises";

const PAGE = "docs/performance.md";

export async function writeTables(part: string, tables: string): Promise<void> {
  await writeFile(PAGE, withTables(await readFile(PAGE, "utf8"), part, tables));
}

/** The page with the tables between the part's two marks. @throws when it has lost them. */
export function withTables(page: string, part: string, tables: string): string {
  const begin = `<!-- cost: npm run mesh cost -- ${part} --write -->`;
  const end = `<!-- end of cost: ${part} -->`;
  const [before, rest, ...more] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${PAGE} has lost the marks around the tables of ${part}`);
  }
  return `${before}${begin}\n${tables}\n${end}${after}`;
}
