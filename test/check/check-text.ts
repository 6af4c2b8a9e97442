import type { Finding } from "../../src/check/finding.ts";
import { LAYERS, type Layer } from "../../src/check/rule.ts";
import { type CheckReport, checkFiles } from "../../src/check/run-check.ts";
import { NEWEST_RELEASE, parseRelease } from "../../src/istio/release.ts";

export interface CheckTextOptions {
  readonly istio?: string;
  readonly layers?: readonly Layer[];
}

/** Checks a text as if it came from standard input. A first line `# istio: 1.22` names the release that it is checked for. */
export async function checkReport(text: string | Uint8Array, options: CheckTextOptions = {}): Promise<CheckReport> {
  const named = typeof text === "string" ? /^# istio: (\S+)\n/.exec(text)?.[1] : undefined;
  const istio = options.istio ?? named;
  return await checkFiles(
    ["-"],
    {
      release: istio === undefined ? NEWEST_RELEASE : parseRelease(istio),
      layers: new Set(options.layers ?? LAYERS),
      levelOf: (rule) => rule.level,
    },
    { cwd: "/", readStdin: async () => (typeof text === "string" ? Buffer.from(text) : text) },
  );
}

export async function checkText(
  text: string | Uint8Array,
  options: CheckTextOptions = {},
): Promise<readonly Finding[]> {
  return (await checkReport(text, options)).findings;
}
