import type { CommandEntry } from "../command.ts";

/** Every command, in the order of `--help`. A test holds this list against the files of this folder. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "gen",
    summary: "generate the manifests that let workloads reach the given domains",
    load: async () => (await import("./gen.ts")).gen,
  },
  {
    name: "nginx",
    summary: "print the sni-proxy.conf of an nginx that passes only the given domains",
    load: async () => (await import("./nginx.ts")).nginx,
  },
  {
    name: "verify",
    summary: "check on the running mesh that the policies do what they say",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "clean",
    summary: "remove everything that gen made, in reverse order",
    load: async () => (await import("./clean.ts")).clean,
  },
  {
    name: "check",
    summary: "find what is wrong with manifests before the mesh does",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "explain",
    summary: "print the page of a rule of check",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "validate",
    summary: "check manifests against the schemas of an Istio release",
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "trace",
    summary: "say where a connection goes, by manifests alone, and which line decides",
    load: async () => (await import("./trace.ts")).trace,
  },
  {
    name: "reach",
    summary: "list everything that a workload may reach outside, by manifests alone",
    load: async () => (await import("./reach.ts")).reach,
  },
  {
    name: "init",
    summary: "write a starter wildegress.yaml",
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "strategies",
    summary: "list the strategies, what each needs and what each protects from",
    load: async () => (await import("./strategies.ts")).strategies,
  },
  {
    name: "completion",
    summary: "print the completion script for bash, zsh or fish",
    load: async () => (await import("./completion.ts")).completion,
  },
];
