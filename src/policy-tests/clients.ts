import type { Policy } from "../plan/plan.ts";

/** Clients of a policy, each as NAMESPACE/NAME. */
export interface Clients {
  /** May use the policy. */
  readonly allowed: string;
  /** Is in the same namespace and may not; undefined where every account of it may. */
  readonly otherAccount: string | undefined;
  /** Is in a namespace without the client side. */
  readonly otherNamespace: string | undefined;
}

/** Where objects without a namespace are taken to be applied, as in `wildegress trace`. */
const KUBECTLS = "default";
const ANY_ACCOUNT = "client";
const NOBODYS_ACCOUNT = "somebody-else";
const NOBODYS_NAMESPACE = "elsewhere";

export function clientsOf({ callers, clientNamespaces }: Policy): Clients {
  const namespaces = clientNamespaces.map((namespace) => namespace ?? KUBECTLS);
  const caller = callers.find(({ namespace }) => namespaces.includes(namespace)) ?? callers[0];
  const namespace = caller?.namespace ?? namespaces[0] ?? KUBECTLS;
  const allAccounts =
    callers.length === 0 || callers.some((one) => one.namespace === namespace && one.serviceAccount === undefined);
  return {
    allowed: `${namespace}/${caller?.serviceAccount ?? ANY_ACCOUNT}`,
    otherAccount: allAccounts ? undefined : `${namespace}/${NOBODYS_ACCOUNT}`,
    otherNamespace: namespaces.includes(NOBODYS_NAMESPACE) ? undefined : `${NOBODYS_NAMESPACE}/${ANY_ACCOUNT}`,
  };
}
