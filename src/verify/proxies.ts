import type { ProxyPods } from "./check.ts";
import type { OpenSource } from "./open-source.ts";
import type { VerifyTools } from "./tools.ts";

const QUICK_MS = 20_000;

/** Names of the running pods of a proxy, or why they cannot be told. */
export type Pods =
  | { readonly namespace: string; readonly names: readonly string[] }
  /** `absent`: they were looked for and are not there, which is a finding; else nobody could look. */
  | { readonly problem: string; readonly absent: boolean; readonly fix: string };

/** Finds pods once and remembers them: a run asks for the same ones many times. */
export class ProxyFinder {
  /** Logs that stayed empty: logging is off there, so nobody waits for a line again. */
  readonly silentLogs = new Set<string>();
  readonly #tools: VerifyTools;
  readonly #found = new Map<string, Promise<Pods>>();

  constructor(tools: VerifyTools) {
    this.#tools = tools;
  }

  async podsOf(proxy: ProxyPods, source: OpenSource): Promise<Pods> {
    if (proxy.where === "source") {
      return source.pod === undefined
        ? { problem: "the source is no pod of which the sidecar could be asked", absent: false, fix: "use --source" }
        : { namespace: source.pod.namespace, names: [source.pod.name] };
    }
    const namespace = proxy.namespace ?? source.pod?.namespace;
    if (namespace === undefined) {
      const problem = `the namespace of the ${proxy.where} is not known`;
      return { problem, absent: false, fix: "use --source, or give --namespace" };
    }
    const key = `${namespace} ${proxy.selector}`;
    const known = this.#found.get(key) ?? this.#list(namespace, proxy);
    this.#found.set(key, known);
    return await known;
  }

  async #list(namespace: string, proxy: Exclude<ProxyPods, { where: "source" }>): Promise<Pods> {
    const names = 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}';
    const running = "--field-selector=status.phase=Running";
    const args = ["get", "pods", "-n", namespace, "-l", proxy.selector, running, "-o", names];
    const { code, stdout, stderr, failure } = await this.#tools.run("kubectl", args, { timeoutMs: QUICK_MS });
    if (code !== 0) {
      const why = failure === "missing" ? "there is no kubectl" : stderr.trim().split("\n")[0] || "kubectl failed";
      const problem = `the pods of the ${proxy.where} cannot be listed: ${why}`;
      return { problem, absent: false, fix: "check access to the cluster: kubectl auth can-i list pods" };
    }
    const found = stdout.split("\n").filter((name) => name.trim() !== "");
    if (found.length > 0) return { namespace, names: found };
    return {
      problem: `no running pod in "${namespace}" has the labels ${proxy.selector}`,
      absent: true,
      fix:
        proxy.where === "Mixer"
          ? "Mixer is off by default from 1.5 on; then there is nothing to read"
          : `look with: kubectl get pods -n ${namespace} --show-labels; --gateway-selector and --gateway-namespace say where the gateway is, --gateway-install brings one`,
    };
  }

  /** Envoy's /clusters of each pod; `undefined` for a pod that did not answer. */
  async clusters(pods: Pods, container: string): Promise<ReadonlyMap<string, string | undefined>> {
    const pages = new Map<string, string | undefined>();
    if ("problem" in pods) return pages;
    for (const name of pods.names) {
      const admin = ["pilot-agent", "request", "GET", "clusters"];
      const args = ["exec", "-n", pods.namespace, name, "-c", container, "--", ...admin];
      const { code, stdout } = await this.#tools.run("kubectl", args, { timeoutMs: QUICK_MS });
      pages.set(name, code === 0 ? stdout : undefined);
    }
    return pages;
  }

  /**
   * The log lines of the last seconds, of all pods. `--since` is counted by the kubelet's clock: with `--since-time` this machine's clock would
   * have to agree with the cluster's.
   */
  async logLines(pods: Pods, container: string, seconds: number): Promise<string[]> {
    if ("problem" in pods) return [];
    const lines: string[] = [];
    for (const name of pods.names) {
      const args = ["logs", "-n", pods.namespace, name, "-c", container, `--since=${Math.ceil(seconds)}s`];
      const { code, stdout } = await this.#tools.run("kubectl", args, { timeoutMs: QUICK_MS });
      if (code === 0) lines.push(...stdout.split("\n").filter((line) => line.trim() !== ""));
    }
    return lines;
  }
}
