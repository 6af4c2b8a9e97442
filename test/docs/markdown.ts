import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Page {
  /** Relative to the project: `docs/nginx.md`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** First word after the fence: `sh`. */
  readonly language: string;
  /** Further words: `no-run`. */
  readonly words: readonly string[];
  /** What stands in an HTML comment on the line above: `output`, `exits 2`, `not run: needs a mesh`. */
  readonly comment: string;
  readonly text: string;
}

/** Every page that a user may read. */
export function pages(): Page[] {
  const docs = readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`);
  const paths = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...docs.sort()].filter((path) => path.endsWith(".md"));
  return paths.map((path) => ({ path, text: readFileSync(ROOT + path, "utf8") }));
}

export function blocksOf({ path, text }: Page): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = /^( *)(`{3,})(.*)$/.exec(lines[index] ?? "");
    if (fence === null) continue;
    const [, indent = "", ticks = "", info = ""] = fence;
    const end = lines.findIndex((line, at) => at > index && line.trim() === ticks);
    if (end < 0) throw new Error(`${path}:${index + 1}: the block is not closed`);
    const [language = "", ...words] = info.trim().split(/\s+/);
    const body = lines.slice(index + 1, end).map((line) => line.slice(indent.length));
    blocks.push({
      page: path,
      line: index + 1,
      language,
      words,
      comment: /^\s*<!-- (.*) -->$/.exec(lines[index - 1] ?? "")?.[1] ?? "",
      text: `${body.join("\n")}\n`,
    });
    index = end;
  }
  return blocks;
}

/** A page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?\n *\2$/gm, "");
}

/** The rows of the tables of a text, without heads and rules; cells trimmed. */
export function tableRows(text: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) {
      inside = false;
    } else if (/^\|(?:\s*:?-+:?\s*\|)+$/.test(line)) {
      inside = true;
    } else if (inside) {
      rows.push(
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      );
    }
  }
  return rows;
}
