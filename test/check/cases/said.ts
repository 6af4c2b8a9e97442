import { type CheckTextOptions, checkText } from "../check-text.ts";

/** What one rule says of a text, each with the line that it points at, in place of the field's path. */
export async function said(text: string, rule: string, options: CheckTextOptions = {}): Promise<string[]> {
  const lines = text.split("\n");
  const findings = (await checkText(text, options)).filter((finding) => finding.rule === rule);
  return findings.map(
    ({ at, what }) => `${lines[at.line - 1]?.trim()} → ${what.replace(/^(?:spec|metadata|data)\S*: /, "")}`,
  );
}
