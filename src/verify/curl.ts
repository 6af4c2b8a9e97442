import type { PortProtocol } from "../plan/plan.ts";
import type { RunResult } from "../programs/run-program.ts";

/** Stands before curl's own figures in its output. */
const MARK = "wildegress-verify:";

const CONNECT_TIMEOUT_SECONDS = 5;

/**
 * The request that a check makes. No word in it has a blank or a character that a shell would read something into, so that it survives
 * `ssh` and the like, which put words together and part them again.
 *
 * @param maxSeconds the whole request's time
 */
export function curlCommand(url: string, name: string, maxSeconds: number): string[] {
  return [
    "curl",
    "--silent",
    "--show-error",
    "--include",
    // A proxy of the environment would answer for the name, and nothing would be said about the mesh.
    "--noproxy",
    name,
    "--connect-timeout",
    String(Math.min(CONNECT_TIMEOUT_SECONDS, maxSeconds)),
    "--max-time",
    String(maxSeconds),
    "--write-out",
    `${MARK}%{http_code}:%{time_appconnect}:%{time_total}:`,
    url,
  ];
}

/** What a request came to. */
export type Outcome =
  /** An answer of the name itself: HTTP, or a finished TLS handshake under a certificate that fits the name. */
  | { readonly kind: "reached"; readonly words: string }
  /** Somebody answered under a certificate that does not fit: traffic gets out, but not to that name. */
  | { readonly kind: "wrong-certificate"; readonly words: string }
  /** Reset, or refused by a proxy in so many words. */
  | { readonly kind: "refused"; readonly words: string }
  /** No connection came about: dropped or refused before any proxy had a say. */
  | { readonly kind: "no-connection"; readonly words: string }
  /** The name has no address, so nothing was tried. */
  | { readonly kind: "unresolved"; readonly words: string }
  /** curl did not run, or not as it should. */
  | { readonly kind: "not-run"; readonly words: string };

/** Reads the result of {@link curlCommand}, run anywhere. */
export function readOutcome(result: RunResult, protocol: PortProtocol): Outcome {
  const figures = figuresOf(result.stdout);
  const exit = result.code;
  if (result.failure !== undefined || exit === undefined || figures === undefined) {
    return { kind: "not-run", words: result.failure === "timeout" ? "no result in time" : said(result) };
  }
  const { status, handshakeSeconds, page } = figures;
  if (exit === 6) return { kind: "unresolved", words: "the name does not resolve" };
  if (exit === 60 || exit === 51) {
    return { kind: "wrong-certificate", words: `the certificate is not accepted for this name: ${said(result)}` };
  }
  if (status > 0) {
    const refusal = protocol === "http" ? proxyRefusal(status, page) : undefined;
    return refusal === undefined
      ? { kind: "reached", words: describeAnswer(status, page) }
      : { kind: "refused", words: refusal };
  }
  if (handshakeSeconds > 0) return { kind: "reached", words: "TLS handshake done, no HTTP answer" };
  if (exit === 7) return { kind: "no-connection", words: "connection refused" };
  if (exit === 28) return { kind: "no-connection", words: "no answer in time" };
  if (exit === 35 || exit === 52 || exit === 55 || exit === 56) {
    return { kind: "refused", words: `connection reset (curl ${exit})` };
  }
  return { kind: "not-run", words: `curl ended with ${exit}: ${said(result)}` };
}

interface Figures {
  readonly status: number;
  readonly handshakeSeconds: number;
  /** Headers and body. */
  readonly page: string;
}

function figuresOf(stdout: string): Figures | undefined {
  const start = stdout.lastIndexOf(MARK);
  if (start < 0) return undefined;
  const [status = "", handshake = ""] = stdout.slice(start + MARK.length).split(":");
  return {
    status: Number.parseInt(status, 10) || 0,
    // Some curls write their figures with a comma where the locale does.
    handshakeSeconds: Number.parseFloat(handshake.replace(",", ".")) || 0,
    page: stdout.slice(0, start),
  };
}

/**
 * Whether a plain HTTP answer is a proxy's own: sidecars answer 502 for hosts outside the registry, a gateway 404 for hosts it has no
 * route for, RBAC 403. Servers answer with such codes too, but hardly with these bodies.
 */
function proxyRefusal(status: number, page: string): string | undefined {
  const body = bodyOf(page).trim();
  if (status === 403 && body.startsWith("RBAC: access denied")) return "403, RBAC: access denied";
  const envoyWords =
    body === "" || /^(upstream connect error|no healthy upstream|dns resolution failure|no cluster)/i.test(body);
  if ([404, 502, 503, 504].includes(status) && envoyWords) return `${status} from a proxy of the mesh`;
  return undefined;
}

function describeAnswer(status: number, page: string): string {
  const title = /<title[^>]*>([^<]{1,200})<\/title>/i.exec(bodyOf(page))?.[1]?.replace(/\s+/g, " ").trim();
  if (title !== undefined && title !== "") return `${status} "${printable(title)}"`;
  const location = /^location:[ \t]*(\S+)/im.exec(page)?.[1];
  return location === undefined ? String(status) : `${status} to ${printable(location)}`;
}

function bodyOf(page: string): string {
  return /\r?\n\r?\n([\s\S]*)$/.exec(page)?.[1] ?? "";
}

function said(result: RunResult): string {
  const line = result.stderr
    .trim()
    .split("\n")
    .find((each) => each.trim() !== "" && !/^command terminated with exit code/.test(each));
  return printable(line ?? "it said nothing").slice(0, 300);
}

/** A page's text is a stranger's: control characters in it must not move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
