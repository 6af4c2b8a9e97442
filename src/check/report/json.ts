import type { CheckReport } from "../run-check.ts";

/** The whole report as one JSON object, keys in a fixed order. */
export function reportJson(report: CheckReport): string {
  const { release, layers, files, manifests, skipped, passedOver, suppressed, baselined, findings } = report;
  const shown = {
    release,
    layers,
    files: files.length,
    manifests,
    notChecked: skipped,
    passedOver,
    suppressed,
    baselined,
    findings: findings.map(({ code, rule, layer, level, what, why, fix, at, resource, related, edit }) => ({
      code,
      rule,
      layer,
      level,
      what,
      why,
      fix,
      ...at,
      resource: resource ?? null,
      related,
      fixable: edit !== undefined,
    })),
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}
