import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { packageRoot } from "../package-root.ts";
import { inlineString } from "./yaml-scalar.ts";

/** The line of the template that the file names take the place of; as a comment, so that the template is YAML too. */
const PLACEHOLDER = /^( *)# *\{\{resources\}\}[ \t]*$/m;

/**
 * The kustomization.yaml that names the given files, sorted.
 *
 * @param template text with a line `# {{resources}}`; without one, templates/kustomization.yaml of this package
 * @throws DiagnosticError when the template has no such line
 */
export function printKustomization(fileNames: readonly string[], template = ownTemplate()): string {
  const place = PLACEHOLDER.exec(template);
  if (place === null) {
    throw new DiagnosticError({
      severity: "error",
      code: "bad-template",
      what: 'the template kustomization.yaml has no line "# {{resources}}"',
      why: "that line is where the names of the files go",
      fix: 'add a line "# {{resources}}" below `resources:`',
      at: { kind: "flag", flag: "--template-dir" },
    });
  }
  const indentation = place[1] ?? "";
  const lines = [...fileNames].sort().map((name) => `${indentation}- ${inlineString(name)}`);
  const list = lines.length === 0 ? `${indentation}[]` : lines.join("\n");
  return template.replace(PLACEHOLDER, () => list);
}

function ownTemplate(): string {
  return readFileSync(join(packageRoot(), "templates", "kustomization.yaml"), "utf8");
}
