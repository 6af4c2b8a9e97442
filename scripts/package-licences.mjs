import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const NOTES = {
  tldts:
    "schemas/public-suffixes.txt is made from its data of the Public Suffix List (https://publicsuffix.org), under the Mozilla Public License 2.0.",
};

/**
 * The licences of the packages that the files come from, as one text.
 *
 * @param {readonly string[]} files paths as esbuild's metafile names them
 * @throws Error for a package that has no licence file
 */
export async function licencesOf(files) {
  const packages = new Set(
    files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean),
  );
  const texts = [];
  for (const name of [...packages].sort()) texts.push(await licenceOf(name));
  return `wildegress contains code of the following packages.\n\n${texts.join("\n")}`;
}

async function licenceOf(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled and has no licence file`);
  const heading = [`${name} ${version} (${license})`, NOTES[name]].filter(Boolean).join("\n");
  return `${"-".repeat(80)}\n${heading}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}
