import { Option } from "commander";
import { once } from "./request-options.ts";

/** An option that takes a text, and is given once. */
export function text(flags: string, help: string): Option {
  const name = flags.split(/[ ,]+/).find((word) => word.startsWith("--")) ?? flags;
  return new Option(flags, help).argParser(once(name));
}

/** What is said of the mesh to commands that answer by manifests alone. @param who whom its DNS proxy answers */
export function meshOptions(who: "client" | "workload"): Option[] {
  return [
    text("--istio <release>", "the Istio release (default: the newest known); auto asks the cluster"),
    new Option(
      "--outbound <mode>",
      "what becomes of names that no manifest lists (default: mesh config, else ALLOW_ANY)",
    ).choices(["ALLOW_ANY", "REGISTRY_ONLY"]),
    new Option("--dns-capture", `Istio's DNS proxy answers the ${who}`),
    text(
      "--mesh-config <file>",
      "a MeshConfig, or the ConfigMap or IstioOperator that holds one (default: the one among the manifests)",
    ),
    text("--hosts <file>", "what names resolve to, in the form of /etc/hosts"),
  ];
}
