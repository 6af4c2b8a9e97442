import { Option } from "commander";
import type { DataPlane } from "../../istio/target.ts";
import { strategyAvailability } from "../../strategies/availability.ts";
import { strategiesJson, strategiesText } from "../../strategies/strategies-report.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { once } from "../request-options.ts";

const FORMATS = ["text", "json"] as const;
const DATA_PLANES = ["sidecar", "ambient"] as const;

interface Flags {
  readonly istio?: string;
  readonly dataPlane?: DataPlane;
  readonly format?: (typeof FORMATS)[number];
}

export const strategies: CliCommand = {
  configure(command, { io }, finish) {
    command
      .addOption(
        new Option(
          "--istio <release>",
          "say for each whether this release has it: 1.30, 1.29.1, newest, or auto to ask the cluster",
        ).argParser(once("--istio")),
      )
      .addOption(
        new Option("--data-plane <kind>", "and whether this data plane has it")
          .choices(DATA_PLANES)
          .argParser(once("--data-plane", DATA_PLANES)),
      )
      .addOption(
        new Option("--format <format>", "text or JSON (default: text)")
          .choices(FORMATS)
          .argParser(once("--format", FORMATS)),
      )
      .addHelpText("after", EXAMPLES)
      .action(async ({ istio, dataPlane, format }: Flags) => {
        const release = istio === "auto" ? await askedRelease(io) : istio;
        const found = await strategyAvailability({ istio: release, dataPlane });
        io.stdout.write(format === "json" ? strategiesJson(found) : strategiesText(found));
        finish(EXIT.ok);
      });
  },
};

async function askedRelease(io: Io): Promise<string> {
  const { askClusterForRelease } = await import("../../config/ask-cluster.ts");
  return (await askClusterForRelease(io)).value;
}

const EXAMPLES = `
The safest comes first; gen --strategy auto takes the first one that the target has and the request allows.

Examples:
  $ wildegress strategies
  $ wildegress strategies --istio 1.24
  $ wildegress strategies --istio 1.30 --data-plane ambient --format json
`;
