import type { RunProgram, RunResult } from "../../src/programs/run-program.ts";

export interface MeshOptions {
  /** Names that get out, and how they answer. Others meet BlackHoleCluster (TLS) or 502 (HTTP). */
  readonly answers?: Readonly<Record<string, string>>;
  /** Every name gets out, by PassthroughCluster. */
  readonly allowAny?: boolean;
  /** Reached names go around the gateway: its counter stays. */
  readonly bypass?: boolean;
  readonly accessLog?: boolean;
  readonly nginxLog?: boolean;
  /** Names that do not resolve. */
  readonly unresolved?: readonly string[];
  readonly gatewayPods?: readonly string[];
  readonly sidecar?: boolean;
  /** The cluster that counts at the gateway. */
  readonly cluster?: string;
  /** What `kubectl wait` says when the pod does not come up. */
  readonly neverReady?: string;
  /** How many deletions fail before one works. */
  readonly failedDeletions?: number;
  readonly curlMissing?: boolean;
}

const PAGE =
  "HTTP/2 200 \r\ncontent-type: text/html\r\n\r\n<html><head><title>Wikipedia,\n  the free encyclopedia</title></head></html>";

/** A mesh as kubectl shows it: pods, sidecar and gateway with counters and logs that follow from what curl asked for. Texts are as the real programs print them. */
export class FakeMesh {
  readonly calls: string[] = [];
  readonly inputs: string[] = [];
  readonly pods = new Set<string>();
  readonly #options: MeshOptions;
  #gatewayCount = 7;
  #passthrough = 0;
  #failedDeletions: number;
  readonly #gatewayLog: string[] = [];
  readonly #nginxLog: string[] = [];

  constructor(options: MeshOptions = {}) {
    this.#options = options;
    this.#failedDeletions = options.failedDeletions ?? 0;
  }

  readonly run: RunProgram = async (program, args, options) => {
    this.calls.push([program, ...args].join(" "));
    if (options?.input !== undefined) this.inputs.push(options.input);
    if (program === "istioctl") return ok(`injected:${options?.input}`);
    if (program === "env") return this.#curl(args);
    if (program !== "kubectl") return { code: undefined, stdout: "", stderr: "", failure: "missing" };
    return this.#kubectl(args);
  };

  #kubectl(args: readonly string[]): RunResult {
    const line = args.join(" ");
    if (line.startsWith("config view")) return ok("shop");
    if (args[0] === "exec" && args.includes("curl") && args.includes("--silent")) return this.#curl(args);
    if (args[0] === "exec") return ok(this.#clusters(args));
    if (args[0] === "logs")
      return ok(args.includes("sni-proxy") ? this.#nginxLog.join("\n") : this.#gatewayLog.join("\n"));
    if (line.startsWith("get pods -n istio-system"))
      return ok((this.#options.gatewayPods ?? ["egw-1"]).map((name) => `${name}\n`).join(""));
    if (line.startsWith("get pods"))
      return ok(`sleep-7656cf8794-rl5ts sleep,${this.#options.sidecar === false ? "" : "istio-proxy,"}\n`);
    if (line.startsWith("get configmap")) {
      return ok(
        `defaultConfig: {}\n${this.#options.allowAny ? "" : "outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n"}trustDomain: cluster.local\n`,
      );
    }
    if (args[0] === "create") return this.#create();
    if (args[0] === "wait") {
      return this.#options.neverReady === undefined
        ? ok("")
        : { code: 1, stdout: "", stderr: this.#options.neverReady };
    }
    if (line.startsWith("get pod "))
      return ok(this.#options.sidecar === false ? "curl," : "curl,istio-proxy,istio-init,");
    if (line.startsWith("delete pod")) return this.#delete(args[2] ?? "");
    return { code: 1, stdout: "", stderr: `error: unknown command ${line}` };
  }

  #create(): RunResult {
    const name = /wildegress-verify-\w+/.exec(this.inputs.at(-1) ?? "")?.[0] ?? "?";
    this.pods.add(name);
    return ok(`pod/${name} created\n`);
  }

  #delete(name: string): RunResult {
    if (this.#failedDeletions > 0) {
      this.#failedDeletions -= 1;
      return { code: undefined, stdout: "", stderr: "", failure: "failed" };
    }
    this.pods.delete(name);
    return ok(`pod "${name}" deleted\n`);
  }

  #curl(args: readonly string[]): RunResult {
    if (this.#options.curlMissing) {
      return {
        code: 126,
        stdout: "",
        stderr:
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown\ncommand terminated with exit code 126',
      };
    }
    const url = new URL(args.at(-1) ?? "");
    const name = url.hostname;
    const http = url.protocol === "http:";
    if (this.#options.unresolved?.includes(name)) {
      return curlResult(6, "000", "0.000000", `curl: (6) Could not resolve host: ${name}`);
    }
    const answer = this.#options.answers?.[name];
    if (answer === undefined && !this.#options.allowAny) {
      return http
        ? {
            code: 0,
            stdout:
              "HTTP/1.1 502 Bad Gateway\r\nserver: envoy\r\ncontent-length: 0\r\n\r\nwildegress-verify:502:0.000000:0.002:",
            stderr: "",
          }
        : curlResult(
            35,
            "000",
            "0.000000",
            "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to the name",
          );
    }
    if (answer === undefined) this.#passthrough += 1;
    else this.#carry(name);
    return { code: 0, stdout: `${answer || PAGE}wildegress-verify:200:0.121:0.2:`, stderr: "" };
  }

  #carry(name: string): void {
    if (!this.#options.bypass) this.#gatewayCount += 1;
    if (this.#options.accessLog) {
      this.#gatewayLog.push(
        `[2026-03-01T10:00:00.000Z] "- - -" 0 - - - "-" 844 79001 121 - "-" "-" "-" "-" "127.0.0.1:21344" outbound|21344||wikipedia.sni-proxy.wildegress.internal 127.0.0.1:46634 10.44.0.5:8443 10.44.0.6:37566 wikipedia.wildegress.internal -`,
      );
    }
    if (this.#options.nginxLog)
      this.#nginxLog.push(`127.0.0.1 [01/Mar/2026:10:00:00 +0000] TCP [${name}]200 79001 844 0.121`);
  }

  #clusters(args: readonly string[]): string {
    const lines = ["BlackHoleCluster::observability_name::BlackHoleCluster", "BlackHoleCluster::added_via_api::true"];
    if (this.#passthrough > 0) lines.push(`PassthroughCluster::93.184.215.14:443::cx_total::${this.#passthrough}`);
    const cluster = this.#options.cluster ?? "outbound|21344||wikipedia.sni-proxy.wildegress.internal";
    lines.push(
      `${cluster}::default_priority::max_connections::4294967295`,
      `${cluster}::127.0.0.1:21344::cx_active::0`,
      `${cluster}::127.0.0.1:21344::cx_total::${args.includes("egw-2") ? 0 : this.#gatewayCount}`,
      `${cluster}::127.0.0.1:21344::rq_total::${this.#gatewayCount}`,
    );
    return `${lines.join("\n")}\n`;
  }
}

function ok(stdout: string): RunResult {
  return { code: 0, stdout, stderr: "" };
}

function curlResult(code: number, status: string, handshake: string, words: string): RunResult {
  return {
    code,
    stdout: `wildegress-verify:${status}:${handshake}:0.01:`,
    stderr: `${words}\ncommand terminated with exit code ${code}\n`,
  };
}
