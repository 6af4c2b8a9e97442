import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { splitWords } from "../shell/split-words.ts";

/** From where the requests are made. */
export type SourceRequest =
  /** A pod that is there. */
  | {
      readonly kind: "pod";
      readonly namespace: string;
      readonly selector: string;
      readonly container: string | undefined;
    }
  /** A command prefix: whatever it runs `curl` in. */
  | { readonly kind: "exec"; readonly prefix: readonly string[] }
  /** A curl pod for each namespace and service account that is needed, brought and taken away. */
  | { readonly kind: "deploy"; readonly kubeInject: boolean; readonly image: string };

export interface SourceFlags {
  readonly source?: readonly string[];
  readonly container?: string;
  readonly exec?: string;
  readonly deploySource?: boolean;
  readonly kubeInject?: boolean;
  readonly image?: string;
}

/** Small, has curl and a shell, runs as any uid. Pinned: a check must not change under the user's feet. */
export const SOURCE_IMAGE = "curlimages/curl:8.11.1";

/**
 * Reads `--source NAMESPACE/SELECTOR` (repeatable), `--exec PREFIX` and `--deploy-source`, one kind of which must be there.
 *
 * @throws DiagnosticError when none or more than one kind is given, or one cannot be read
 */
export function readSources(flags: SourceFlags): SourceRequest[] {
  const kinds = [
    flags.source === undefined ? undefined : "--source",
    flags.exec === undefined ? undefined : "--exec",
    flags.deploySource === true ? "--deploy-source" : undefined,
  ].filter((kind) => kind !== undefined);
  if (kinds.length === 0) throw noSource();
  if (kinds.length > 1) throw tooManySources(kinds);
  refuseIdleFlags(flags);
  if (flags.exec !== undefined) return [{ kind: "exec", prefix: readPrefix(flags.exec) }];
  if (flags.deploySource === true) {
    return [{ kind: "deploy", kubeInject: flags.kubeInject === true, image: flags.image ?? SOURCE_IMAGE }];
  }
  return (flags.source ?? []).map((text) => readPodSource(text, flags.container));
}

/** Where the pods of a policy may be: `undefined` is the namespace that kubectl is set to. */
export interface Identity {
  readonly namespace: string | undefined;
  readonly serviceAccount: string | undefined;
}

/** As whom a pod that is brought along must run so that the policy is for it. */
export function identityFor(policy: Policy): Identity {
  const caller = policy.callers[0];
  if (caller !== undefined) return { namespace: caller.namespace, serviceAccount: caller.serviceAccount };
  return { namespace: policy.clientNamespaces[0], serviceAccount: undefined };
}

/** The different identities of a plan, in the order of its policies. */
export function identitiesOf(plan: Plan): Identity[] {
  const found = new Map(plan.policies.map(identityFor).map((identity) => [identityKey(identity), identity]));
  return [...found.values()];
}

export function identityKey({ namespace, serviceAccount }: Identity): string {
  return `${namespace ?? ""}/${serviceAccount ?? ""}`;
}

/** Whether a workload of this namespace has the policy's client side. */
export function policyReaches(policy: Policy, namespace: string, currentNamespace: string | undefined): boolean {
  if (policy.exportTo.includes("*") || policy.exportTo.includes(namespace)) return true;
  return policy.clientNamespaces.some((each) => (each ?? currentNamespace) === namespace);
}

function readPrefix(text: string): string[] {
  const at = { kind: "flag", flag: "--exec", value: text } as const;
  const words = splitWords(text, at);
  if (words.length > 0) return words;
  throw new DiagnosticError({
    severity: "error",
    code: "empty-exec",
    what: "--exec is empty",
    why: "it is the command that curl is run by",
    fix: "write for example --exec 'docker exec my-client', or --exec env to run curl on this machine",
    at,
  });
}

function readPodSource(text: string, container: string | undefined): SourceRequest {
  const slash = text.indexOf("/");
  const namespace = text.slice(0, Math.max(slash, 0));
  const selector = text.slice(slash + 1);
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace) || selector === "" || /[\s\p{Cc}]/u.test(selector)) {
    throw new DiagnosticError({
      severity: "error",
      code: "bad-source",
      what: `"${text}" does not say which pod`,
      why: "it is written as NAMESPACE/SELECTOR, with a label selector as kubectl has it",
      fix: "write for example --source default/app=sleep",
      at: { kind: "flag", flag: "--source", value: text },
    });
  }
  return { kind: "pod", namespace, selector, container };
}

function refuseIdleFlags(flags: SourceFlags): void {
  const idle: [string, string][] = [];
  if (flags.container !== undefined && flags.source === undefined) idle.push(["--container", "--source"]);
  if (flags.kubeInject === true && flags.deploySource !== true) idle.push(["--kube-inject", "--deploy-source"]);
  if (flags.image !== undefined && flags.deploySource !== true) idle.push(["--image", "--deploy-source"]);
  if (idle.length === 0) return;
  throw new DiagnosticError(
    ...idle.map(([flag, needed]) => ({
      severity: "error" as const,
      code: "idle-flag",
      what: `${flag} has no effect without ${needed}`,
      why: `it says more about the source that ${needed} names`,
      fix: `add ${needed}, or leave ${flag} out`,
      at: { kind: "flag" as const, flag },
    })),
  );
}

function noSource(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-source",
    what: "verify was not told where to make its requests from",
    why: "only a workload of the mesh can show what the policies do",
    fix: "add --source default/app=sleep (a pod that is there and has curl), or --deploy-source (brings a small curl pod and takes it away), or --exec 'PREFIX' (any command that runs curl there)",
  });
}

function tooManySources(kinds: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "two-sources",
    what: `${kinds.join(" and ")} exclude each other`,
    why: "each says where the requests are made from",
    fix: "keep one of them",
    at: { kind: "flag", flag: kinds[1] ?? "" },
  });
}
