import type { CheckReport } from "../run-check.ts";

const COMMANDS = { error: "error", warning: "warning", info: "notice" } as const;

/** Workflow commands of GitHub Actions, one a finding: they become annotations on the lines of a pull request. */
export function reportGithub({ findings }: CheckReport): string {
  return findings
    .map(({ code, rule, level, what, why, fix, at }) => {
      const properties = {
        file: at.file,
        line: String(at.line),
        col: String(at.column),
        endColumn: String(at.endColumn),
        title: `${code} ${rule}`,
      };
      const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
      return `::${COMMANDS[level]} ${list.join(",")}::${escapeData(`${what}\nwhy: ${why}\nfix: ${fix}`)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
