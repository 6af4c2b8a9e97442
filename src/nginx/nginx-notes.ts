import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/**
 * What whoever runs the conf has to know, and the conf itself cannot see to.
 *
 * @param clusterDns the resolver, where none was asked for
 */
export function nginxNotes({ open, clusterDns }: { open: boolean; clusterDns: string | undefined }): Diagnostic[] {
  return [open ? OPEN : PRIVATE_ANSWERS, ...(clusterDns === undefined ? [] : [resolverNote(clusterDns)])];
}

const OPEN: Diagnostic = {
  severity: "warning",
  code: "open-proxy",
  what: "this proxy is open: whoever reaches it reaches every name and address that it can reach itself",
  why: "the SNI is the client's text; addresses, names of the cluster and socket files of the host pass as well",
  fix: "leave --open out and list the domains with --domain",
  at: { kind: "flag", flag: "--open" },
};

const PRIVATE_ANSWERS: Diagnostic = {
  severity: "info",
  code: "private-answers",
  what: "a listed name that resolves to a private address passes",
  why: "nginx cannot judge an address before it connects to it",
  fix: "deny private ranges with a NetworkPolicy (wildegress gen --harden writes one) or a firewall",
};

function resolverNote(name: string): Diagnostic {
  return {
    severity: "info",
    code: "cluster-resolver",
    what: `the resolver is ${name}`,
    why: "nginx looks it up once, when it starts, and does not start where it cannot",
    fix: "outside the cluster, or where its DNS has another name, give --resolver ADDRESS",
  };
}
