import type { Policy } from "../plan/plan.ts";
import type { CounterCheck, RequestCheck } from "./check.ts";
import type { Outcome } from "./curl.ts";
import type { Pods } from "./proxies.ts";
import type { CheckResult, CheckStatus } from "./result.ts";

/** What a check came to. */
export type Verdict = Pick<CheckResult, "status" | "detail"> & { readonly fix?: string };

/**
 * What is to be said of a request for a name inside the policy.
 *
 * @param policy named callers are a frequent reason for a refusal
 */
export function insideVerdict({ kind, words }: Outcome, check: RequestCheck, policy: Policy | undefined): Verdict {
  switch (kind) {
    case "reached":
      return { status: "ok", detail: words };
    case "unresolved":
      return check.guessed
        ? { status: "not-run", detail: words, fix: "the name is a guess; give one that exists with --try NAME" }
        : { status: "failed", detail: words, fix: "does it exist, and does the source's DNS answer for it?" };
    case "wrong-certificate":
      return {
        status: "failed",
        detail: words,
        fix: "something answers that is not this name: with single-host, the common host must serve every name",
      };
    default:
      return {
        status: "failed",
        detail: words,
        fix: `${callersHint(policy)}is everything applied (kubectl diff), and does istioctl proxy-status show it as synced?`,
      };
  }
}

function callersHint(policy: Policy | undefined): string {
  if (policy === undefined || policy.callers.length === 0) return "";
  const callers = policy.callers.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount ?? "*"}`);
  return `is the source one of its callers (${callers.join(", ")})? If so, `;
}

/** A proxy that knows nothing of the next hop, or did not answer. */
export function unknownCluster(check: CounterCheck, pods: Pods): Verdict {
  const where = "problem" in pods ? "" : ` (${pods.names.join(", ")} in ${pods.namespace})`;
  const lenient = check.proxy.where === "waypoint";
  return {
    status: lenient ? "warning" : "failed",
    detail: `the proxy has no such cluster, or did not answer${where}`,
    fix: "is everything applied in that namespace? See istioctl proxy-status",
  };
}

/** @param ifAbsent when the pods were looked for and are not there */
export function withoutPods(pods: Extract<Pods, { problem: string }>, ifAbsent: CheckStatus): Verdict {
  return { status: pods.absent ? ifAbsent : "not-run", detail: pods.problem, fix: pods.fix };
}

export function nothingReached(): Verdict {
  return { status: "skipped", detail: "nothing was reached that it could show" };
}

/** A line of a log, for a table. Control characters in it must not move the cursor. */
export function shorten(line: string): string {
  const plain = line.replace(/\p{Cc}/gu, "?").trim();
  return plain.length <= 120 ? plain : `${plain.slice(0, 119)}…`;
}

export function noSource(): Verdict {
  return {
    status: "skipped",
    detail: "no source is in a namespace of this policy",
    fix: "add --source for one of its namespaces",
  };
}
