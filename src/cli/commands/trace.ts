import { Option } from "commander";
import { TRACE_FORMATS, type TraceOptions } from "../../trace/ask/options.ts";
import type { CliCommand } from "../command.ts";
import { meshOptions, text } from "../mesh-options.ts";
import { collect } from "../request-options.ts";
import { runTrace } from "../run-trace.ts";

const CONNECTION = "The connection:";
const AROUND = "Around the sidecar:";
const MESH = "The mesh:";
const MANY = "Many at once:";
const OUTPUT = "Output:";

export const trace: CliCommand = {
  configure(command, { io }, finish) {
    const add = (group: string, ...options: Option[]): void => {
      for (const option of options) command.addOption(option.helpGroup(group));
    };
    command.argument("[target]", "HOST[:PORT] that the client asks for");
    add(
      CONNECTION,
      new Option(
        "-f, --filename <path>",
        "manifests: a file, a folder (every .yaml, .yml and .json below), or - for stdin; repeatable",
      ).argParser(collect),
      text(
        "-n, --namespace <namespace>",
        "namespace of manifests that name none, and of a client without --from (default: default)",
      ),
      text("--from <who>", "the client: NAMESPACE/NAME of a pod, a workload or a service account"),
      text("--port <port>", "port (default: 443, for HTTP 80)"),
      new Option("--protocol <protocol>", "what the client speaks (default: http on 80 and 8080, else tls)").choices([
        "tls",
        "http",
        "tcp",
      ]),
      text("--sni <name>", "TLS: the server name that the client sends; '' sends none (default: the host)"),
      text("--host-header <host>", "HTTP: the Host that the client sends (default: the host)"),
      text("--path <path>", "HTTP: the path (default: /)"),
      text("--ip <address>", "what the client dials in place of what the name resolves to"),
    );
    add(
      AROUND,
      new Option("--bypass-sidecar", "the client keeps its traffic from being captured"),
      text("--through <gateway>", "… and goes to NAMESPACE/GATEWAY[:PORT], with the call inside TLS of its own"),
      text("--tunnel-sni <name>", "… the server name of that TLS; '' sends none (default: that of the call)"),
      new Option("--no-certificate", "… without showing its workload's certificate"),
    );
    add(MESH, ...meshOptions("client"));
    add(
      MANY,
      text("--table <file>", "a line for each name of a file, or of stdin for -"),
      new Option("--diff <paths...>", "two versions of the manifests, OLD NEW: what goes another way"),
      new Option("--expect <file>", "routing tests to hold the manifests against; repeatable").argParser(collect),
    );
    add(
      OUTPUT,
      new Option(
        "--format <format>",
        "what to print; mermaid draws one way, junit reports --expect (default: text)",
      ).choices([...TRACE_FORMATS]),
      text("--diagram <file>", "draw the way into a .svg or .html file"),
      new Option("-v, --verbose", "all that lost, Envoy's own names, tests that passed"),
    );
    command.addHelpText("after", HELP).action(async (target: string | undefined, options: TraceOptions) => {
      finish(await runTrace(target, options, io));
    });
  },
};

const HELP = `
Examples:
  $ wildegress trace de.wikipedia.org:443 -f manifests/ --from default/sleep
  $ wildegress trace de.wikipedia.org -f egress.yaml --ip 203.0.113.66 --outbound REGISTRY_ONLY --diagram way.svg
  $ wildegress trace --table hosts.txt -f manifests/ --from default/sleep
  $ wildegress trace --diff old/ new/ --table hosts.txt --from default/sleep
  $ wildegress trace --expect tests.yaml -f manifests/ --format junit

Exit codes: 0 reached (or all are, or nothing differs), 1 not, 2 wrong usage or input, 3 failure, 4 unknown: not modelled.
`;
