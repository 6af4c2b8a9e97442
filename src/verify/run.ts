import type { Plan } from "../plan/plan.ts";
import type { Check, CounterCheck, LogCheck, RequestCheck } from "./check.ts";
import { readOutcome } from "./curl.ts";
import { type Figures, increase, readFigures } from "./envoy-clusters.ts";
import { explainLeak } from "./leak.ts";
import type { OpenSource, OpenSources } from "./open-source.ts";
import { ProxyFinder } from "./proxies.ts";
import type { CheckResult, CheckStatus } from "./result.ts";
import type { VerifyTools } from "./tools.ts";
import {
  insideVerdict,
  noSource,
  nothingReached,
  shorten,
  unknownCluster,
  type Verdict,
  withoutPods,
} from "./verdict.ts";

export interface RunSettings {
  readonly plan: Plan;
  readonly istioNamespace: string;
  /** Seconds for one request. */
  readonly maxSeconds: number;
  /** The mesh lets everything out on purpose: names outside that are reached are a warning. */
  readonly allowAny: boolean;
}

/** Proxies write their access logs with a delay (Istio: up to a second); this is how long is waited for a line. */
const LOG_PATIENCE_MS = 4_000;
const LOG_POLL_MS = 1_000;

/**
 * Runs the checks, one after the other in their order, and tells each result as soon as it is there.
 *
 * @param sources where to make the requests from; a policy without a source is skipped
 */
export async function runChecks(
  checks: readonly Check[],
  sources: OpenSources,
  settings: RunSettings,
  tools: VerifyTools,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const finder = new ProxyFinder(tools);
  const results: CheckResult[] = [];
  for (const group of groupsOf(checks)) {
    const policy = settings.plan.policies.find(({ name }) => name === group[0]?.policy);
    const source = policy === undefined ? undefined : sources.forPolicy(policy);
    const run = source === undefined ? undefined : new GroupRun(group, source, settings, finder, tools);
    await run?.readCounters();
    for (const check of group) {
      const start = tools.now();
      const verdict = run === undefined ? noSource() : await run.verdictOf(check);
      const seconds = (tools.now() - start) / 1000;
      const result: CheckResult = {
        check,
        status: verdict.status,
        detail: verdict.detail,
        fix: verdict.fix,
        seconds,
      };
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

function groupsOf(checks: readonly Check[]): Check[][] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) groups.set(check.group, [...(groups.get(check.group) ?? []), check]);
  return [...groups.values()];
}

/** The checks of one policy's port, from one source. */
class GroupRun {
  readonly #checks: readonly Check[];
  readonly #source: OpenSource;
  readonly #settings: RunSettings;
  readonly #finder: ProxyFinder;
  readonly #tools: VerifyTools;
  readonly #start: number;
  readonly #reached = new Set<string>();
  /** By check, then by pod. */
  readonly #before = new Map<string, ReadonlyMap<string, Figures | undefined>>();

  constructor(
    checks: readonly Check[],
    source: OpenSource,
    settings: RunSettings,
    finder: ProxyFinder,
    tools: VerifyTools,
  ) {
    this.#checks = checks;
    this.#source = source;
    this.#settings = settings;
    this.#finder = finder;
    this.#tools = tools;
    this.#start = tools.now();
  }

  async readCounters(): Promise<void> {
    for (const check of this.#checks) {
      if (check.kind === "counter") this.#before.set(check.id, await this.#figures(check));
    }
  }

  async verdictOf(check: Check): Promise<Verdict> {
    switch (check.kind) {
      case "request":
        return await this.#request(check);
      case "counter":
        return await this.#counter(check);
      case "log":
        return await this.#log(check);
    }
  }

  async #request(check: RequestCheck): Promise<Verdict> {
    const [program = "curl", ...args] = [...this.#source.prefix, ...check.curl];
    // A little more than curl allows itself: the way to the source takes time too.
    const timeoutMs = (this.#settings.maxSeconds + 15) * 1000;
    const outcome = readOutcome(await this.#tools.run(program, args, { timeoutMs }), check.protocol);
    if (outcome.kind === "not-run") {
      return {
        status: "not-run",
        detail: outcome.words,
        fix: "has the source a curl? Name its container with --container, or use --deploy-source",
      };
    }
    if (check.about === "inside") {
      if (outcome.kind === "reached") this.#reached.add(check.id);
      const policy = this.#settings.plan.policies.find(({ name }) => name === check.policy);
      return insideVerdict(outcome, check, policy);
    }
    if (outcome.kind === "refused" || outcome.kind === "no-connection") return { status: "ok", detail: outcome.words };
    if (outcome.kind === "unresolved") {
      return check.about === "apex"
        ? { status: "skipped", detail: `${outcome.words}, so nothing was tried` }
        : {
            status: "warning",
            detail: `${outcome.words}, so nothing was tried`,
            fix: "give a name that exists: --outside NAME",
          };
    }
    const { plan, istioNamespace } = this.#settings;
    const leak = await explainLeak(check.port, this.#source, plan, istioNamespace, this.#tools);
    const status: CheckStatus = leak.allowAny && this.#settings.allowAny ? "warning" : "failed";
    return { status, detail: `${leak.words} (${outcome.words})`, fix: leak.fix };
  }

  async #counter(check: CounterCheck): Promise<Verdict> {
    const reached = check.requests.filter((id) => this.#reached.has(id)).length;
    if (reached === 0) return nothingReached();
    const pods = await this.#finder.podsOf(check.proxy, this.#source);
    if ("problem" in pods) return withoutPods(pods, "failed");
    const after = await this.#figures(check);
    if ([...after.values()].every((figures) => figures === undefined)) return unknownCluster(check, pods);
    const before = this.#before.get(check.id);
    let more = 0;
    for (const [pod, figures] of after) more += increase(before?.get(pod), figures);
    const detail = `+${more} for ${reached} reached`;
    if (more >= reached) return { status: "ok", detail };
    if (check.reusesConnections) {
      return { status: "warning", detail: `${detail}: connections that were open may have carried them` };
    }
    return {
      status: "failed",
      detail: `${detail}: they went another way`,
      fix: "some other route has these names: kubectl get virtualservices,serviceentries -A, and istioctl proxy-config for the source",
    };
  }

  async #figures(check: CounterCheck): Promise<ReadonlyMap<string, Figures | undefined>> {
    const pods = await this.#finder.podsOf(check.proxy, this.#source);
    const pages = await this.#finder.clusters(pods, check.proxy.container);
    return new Map(
      [...pages].map(([pod, page]) => [
        pod,
        page === undefined ? undefined : readFigures(page, check.cluster, check.figure),
      ]),
    );
  }

  async #log(check: LogCheck): Promise<Verdict> {
    const wanted = check.needles.filter(({ request }) => this.#reached.has(request));
    if (wanted.length === 0) return nothingReached();
    const pods = await this.#finder.podsOf(check.proxy, this.#source);
    const short: CheckStatus = check.required ? "failed" : "warning";
    if ("problem" in pods) return withoutPods(pods, short);
    const log = `${pods.namespace} ${pods.names.join(" ")} ${check.proxy.container}`;
    const patienceEnds = this.#tools.now() + (this.#finder.silentLogs.has(log) ? 0 : LOG_PATIENCE_MS);
    for (;;) {
      const seconds = (this.#tools.now() - this.#start) / 1000 + 1;
      const lines = await this.#finder.logLines(pods, check.proxy.container, seconds);
      const missing = wanted.filter(({ anyOf }) => !lines.some((line) => anyOf.some((text) => line.includes(text))));
      const example = lines.find((line) => wanted[0]?.anyOf.some((text) => line.includes(text)));
      if (missing.length === 0) return { status: "ok", detail: shorten(example ?? "") };
      if (this.#tools.now() >= patienceEnds) {
        if (lines.length === 0) this.#finder.silentLogs.add(log);
        const names = missing.map(({ anyOf }) => anyOf[0]).join(", ");
        const detail = lines.length === 0 ? "no lines at all" : `${lines.length} lines, none about ${names}`;
        return { status: short, detail, fix: check.howToEnable };
      }
      await this.#tools.wait(LOG_POLL_MS);
    }
  }
}
