import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { SchemaFinding } from "./finding.ts";
import { quoted } from "./quoted.ts";
import { availability, describeAvailability, servedOn } from "./served.ts";
import { knownKinds, type Run, schemaNameOf } from "./store.ts";

/** Kinds of Istio's that are real and have no schema here: near enough in spelling to others to be taken for a slip. */
const OTHER_ISTIO_KINDS = new Set([
  "RequestAuthentication",
  "TrafficExtension",
  "WasmPlugin",
  "WorkloadEntry",
  "WorkloadGroup",
]);

/** `group/kind`, as in {@link knownKinds}: `networking.istio.io/v1` and `Gateway` give `networking.istio.io/Gateway`. */
export function kindKey(apiVersion: string, kind: string): string {
  const slash = apiVersion.lastIndexOf("/");
  return `${slash < 0 ? "" : apiVersion.slice(0, slash)}/${kind}`;
}

/** Name of the files of a kind's schemas, undefined when there are none. */
export function schemaName(apiVersion: string, kind: string): string | undefined {
  return schemaNameOf(kindKey(apiVersion, kind));
}

/** For a kind without schemas: a finding when it reads like a slip of the pen in a group that we know, else nothing. */
export function unknownKindFindings(apiVersion: string, kind: string): SchemaFinding[] {
  const group = kindKey(apiVersion, "");
  if (!group.endsWith(".istio.io/") || OTHER_ISTIO_KINDS.has(kind)) return [];
  const kinds = Object.keys(knownKinds())
    .filter((key) => key.startsWith(group))
    .map((key) => key.slice(group.length));
  const meant = didYouMean(kind, kinds);
  if (meant === undefined) return [];
  return [
    {
      path: ["kind"],
      code: "unknown-kind",
      what: `there is no kind ${quoted(kind)} in ${apiVersion}`,
      why: "the API server refuses a kind that it does not have",
      fix: `did you mean ${meant}?`,
    },
  ];
}

/** For a kind with schemas, none of which holds for this apiVersion on this release. */
export function notServedFindings(
  runs: readonly Run[],
  apiVersion: string,
  kind: string,
  release: string,
): SchemaFinding[] {
  const served = servedOn(runs, release);
  if (served.length === 0) {
    const when = describeAvailability(availability(runs, release));
    return [
      {
        path: ["kind"],
        code: "kind-not-served",
        what: `Istio ${release} has no ${kind}`,
        why: `${kind} ${when ?? "is not known"}`,
        fix: "leave it out, or name a target that has it with --istio",
      },
    ];
  }
  const when = describeAvailability(
    availability(
      runs.filter((run) => run.apiVersion === apiVersion),
      release,
    ),
  );
  const newest = [...served].reverse();
  const [to] = newest;
  return [
    {
      path: ["apiVersion"],
      code: "api-version-not-served",
      what: `${kind} has no apiVersion ${quoted(apiVersion)} on Istio ${release}`,
      why: when === undefined ? "no release that wildegress knows has served it" : `${apiVersion} ${when}`,
      fix: `write ${newest.join(" or ")}`,
      // All versions of a kind of Istio's that are served have the same schema; of other groups that is not so.
      repair: when !== undefined && to?.includes(".istio.io/") ? { kind: "replace", to } : undefined,
    },
  ];
}
