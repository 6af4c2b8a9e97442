import { timeQuoted } from "./quoted.ts";

const MILLISECOND = 1_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: MILLISECOND,
  s: 1_000n * MILLISECOND,
  m: 60_000n * MILLISECOND,
  h: 3_600_000n * MILLISECOND,
};
const LARGEST = 2n ** 63n - 1n;

/** Nanoseconds of a duration as Go writes it (`1h2m3.5s`); undefined when it is none. */
export function nanoseconds(text: string): bigint | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0n;
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = UNITS[unit] ?? 0n;
    total += BigInt(whole || "0") * size;
    if (fraction !== "") total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    if (total > LARGEST) return undefined;
  }
  return sign === "-" ? -total : total;
}

/** What Istio's reader has against a duration: it takes no other than Go's. */
export function durationSyntaxProblem(text: string): string | undefined {
  return nanoseconds(text) === undefined ? `bad Duration: time: ${whatIsWrong(text)}` : undefined;
}

/** What time.ParseDuration of Go stumbles over first. */
function whatIsWrong(text: string): string {
  const whole = timeQuoted(text);
  let rest = text.replace(/^[+-]/, "");
  for (;;) {
    const [number = "", unit = ""] = /^(?:\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? [];
    if (number === "") return `invalid duration ${whole}`;
    if (unit === "") return `missing unit in duration ${whole}`;
    if (!Object.hasOwn(UNITS, unit)) return `unknown unit ${timeQuoted(unit)} in duration ${whole}`;
    rest = rest.slice(number.length);
  }
}

/** What Istio has against a duration (ValidateDuration). */
export function durationProblem(text: string): string | undefined {
  const length = nanoseconds(text);
  if (length === undefined) return durationSyntaxProblem(text);
  if (length < MILLISECOND) return "duration must be greater than 1ms";
  return length % MILLISECOND === 0n ? undefined : "only durations to ms precision are supported";
}
