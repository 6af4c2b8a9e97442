import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Baseline, readBaseline } from "../check/baseline.ts";
import { findRule, unknownRuleFix } from "../check/find-rule.ts";
import { LAYERS, type Layer, LEVELS, type Level, type Rule } from "../check/rule.ts";
import type { CheckOptions } from "../check/run-check.ts";
import { type CheckSettings, NO_CHECK_SETTINGS, readCheckSettings } from "../config/check-settings.ts";
import type { Sourced } from "../config/request.ts";
import { readTextInput } from "../config/text-input.ts";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { NEWEST_RELEASE, parseRelease, type Release } from "../istio/release.ts";
import type { Io } from "./io.ts";

export const CHECK_FORMATS = ["text", "json", "sarif", "github", "junit"] as const;

/** Flags of `wildegress check`. */
export interface CheckFlags {
  readonly istio?: string;
  readonly only?: readonly string[];
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly failOn?: Level;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly config?: string;
  readonly fix: boolean;
  readonly dryRun: boolean;
  readonly verbose: boolean;
}

/** What a check is to do, and what becomes of its findings. */
export interface CheckPlan {
  readonly options: CheckOptions;
  readonly failOn: Level;
}

const CONFIG = "wildegress.yaml";

/**
 * The flags, and what wildegress.yaml of the folder says where they say nothing.
 *
 * @throws DiagnosticError for a layer or a rule that is not there, a release that is none, a baseline that is none
 */
export async function planCheck(flags: CheckFlags, io: Io): Promise<CheckPlan> {
  const settings = await settingsOf(flags, io);
  const only = onlyOf(flags, settings);
  const levels = levelsOf(settings);
  return {
    failOn: flags.failOn ?? (settings.failOn?.value as Level | undefined) ?? "warning",
    options: {
      release: await releaseOf(flags, settings, io),
      layers: only.layers,
      baseline: await baselineOf(flags, settings, io),
      levelOf: (rule) => (only.rules.size > 0 && !isNamed(rule, only) ? undefined : levels(rule)),
    },
  };
}

async function settingsOf({ config }: CheckFlags, io: Io): Promise<CheckSettings> {
  if (config === undefined && !existsSync(join(io.cwd, CONFIG))) return NO_CHECK_SETTINGS;
  const name = config ?? CONFIG;
  return await readCheckSettings(name, { kind: "flag", flag: "--config", value: name }, io);
}

async function releaseOf(flags: CheckFlags, settings: CheckSettings, io: Io): Promise<Release> {
  const said: Sourced<string> | undefined =
    flags.istio === undefined
      ? settings.istio
      : { value: flags.istio, at: { kind: "flag", flag: "--istio", value: flags.istio } };
  if (said === undefined) return NEWEST_RELEASE;
  if (said.value !== "auto") return parseRelease(said.value, said.at);
  const { askClusterForRelease } = await import("../config/ask-cluster.ts");
  const { value, at } = await askClusterForRelease(io);
  return parseRelease(value, at);
}

interface Only {
  readonly layers: ReadonlySet<Layer>;
  /** Rules that were named one by one; empty when whole layers are meant. */
  readonly rules: ReadonlySet<string>;
  readonly named: ReadonlySet<Layer>;
}

function onlyOf(flags: CheckFlags, settings: CheckSettings): Only {
  const said = flags.only?.flatMap((value) =>
    value.split(",").map((part) => ({ value: part.trim(), at: { kind: "flag", flag: "--only", value } as Origin })),
  );
  const wanted = said ?? settings.only ?? [];
  if (wanted.length === 0) return { layers: new Set(LAYERS), rules: new Set(), named: new Set(LAYERS) };
  const named = new Set<Layer>();
  const layers = new Set<Layer>();
  const rules = new Set<string>();
  for (const { value, at } of wanted) {
    const layer = LAYERS.find((one) => one === value);
    const rule = layer === undefined ? findRule(value) : undefined;
    if (layer !== undefined) named.add(layer);
    else if (rule !== undefined) rules.add(rule.code);
    else throw unknown(value, at);
    layers.add(layer ?? rule?.layer ?? "document");
  }
  return { layers, rules, named };
}

function isNamed(rule: Rule, { rules, named }: Only): boolean {
  // What keeps a file from being read at all is never left out.
  return rules.has(rule.code) || named.has(rule.layer) || rule.layer === "document";
}

function unknown(value: string, at: Origin): DiagnosticError {
  const layer = didYouMean(value, LAYERS);
  return new DiagnosticError({
    severity: "error",
    code: "unknown-rule",
    what: `there is no layer and no rule ${JSON.stringify(value)}`,
    why: `the layers are ${LAYERS.join(", ")}; rules are named by code, WE0136, or by name, export-to`,
    fix: layer === undefined ? unknownRuleFix(value) : `did you mean ${layer}?`,
    at,
  });
}

function levelsOf({ rules }: CheckSettings): (rule: Rule) => Level | undefined {
  const levels = new Map<string, Level | undefined>();
  for (const { rule: name, level, at } of rules) {
    const rule = findRule(name);
    if (rule === undefined) throw unknown(name, at);
    levels.set(
      rule.code,
      LEVELS.find((one) => one === level),
    );
  }
  return (rule) => (levels.has(rule.code) ? levels.get(rule.code) : rule.level);
}

async function baselineOf(flags: CheckFlags, settings: CheckSettings, io: Io): Promise<Baseline | undefined> {
  if (flags.baseline !== undefined) {
    const at: Origin = { kind: "flag", flag: "--baseline", value: flags.baseline };
    return readBaseline(await readTextInput(flags.baseline, at, io), at);
  }
  if (settings.baseline === undefined) return undefined;
  const { value, at } = settings.baseline;
  const folder = flags.config === undefined ? "." : dirname(flags.config);
  return readBaseline(await readTextInput(join(folder, value), at, io), at);
}
