// Measures how long wildegress takes, as ratios to bare Node in the same run: times alone say more about the machine.
// Usage: npm run bench [-- --write] [--only check]
//   --write puts the results into docs/performance.md; --only check measures only the rows of check, and prints them
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkRows } from "./check.mjs";
import { inputsIn } from "./inputs.mjs";
import { median, medians } from "./measure.mjs";
import { printReport, writeReport } from "./report.mjs";

const BIN = fileURLToPath(new URL("../bin/wildegress.js", import.meta.url));
const STRINGIFY = fileURLToPath(new URL("stringify.mjs", import.meta.url));
const TABLE = fileURLToPath(new URL("table.mjs", import.meta.url));
const START_ROUNDS = 31;
const LARGE_ROUNDS = 7;
const node = process.execPath;

const work = mkdtempSync(join(tmpdir(), "wildegress-bench-"));
try {
  const onlyCheck = process.argv.includes("check");
  const rows = onlyCheck ? measureCheck() : [...measure(), ...measureCheck()];
  printReport(rows);
  if (process.argv.includes("--write") && !onlyCheck) await writeReport(rows);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measureCheck() {
  return checkRows({
    check: [node, BIN, "check"],
    bare: { name: "bare", argv: [node, "-e", "0"] },
    inputs: inputsIn(work),
    work,
    env: { ...process.env, XDG_CACHE_HOME: join(work, "cache") },
    startRounds: START_ROUNDS,
    rounds: LARGE_ROUNDS,
    ratio,
    peakMemory,
  });
}

function measure() {
  const env = { ...process.env, XDG_CACHE_HOME: join(work, "cache") };
  const inputs = inputsIn(work);
  const gen = (...args) => [node, BIN, "gen", "--quiet", ...args];
  const bare = { name: "bare", argv: [node, "-e", "0"] };

  const start = medians(
    [
      bare,
      { name: "version", argv: [node, BIN, "--version"], check: (out) => expectMatch(out, /^\d+\.\d+\.\d+\n$/) },
      {
        name: "trace",
        argv: [
          node,
          BIN,
          "trace",
          "www.service-7.example.org",
          "-f",
          inputs.resources(1000),
          "--from",
          "default/sleep",
        ],
        check: (out) => expectMatch(unwrapped(out), /VirtualService default\/service-7 \S+resources-1000\.yaml:\d+/),
      },
      { name: "one", argv: gen("--domain", "*.wikipedia.org"), check: (out) => expectHosts(out, 1, "*.wikipedia.org") },
    ],
    { rounds: START_ROUNDS, env },
  );

  const large = [
    { name: "thousand", argv: gen("--domain", `@${inputs.domains(1000)}`), check: (out) => expectHosts(out, 1000) },
    {
      name: "ten thousand",
      argv: gen("--domain", `@${inputs.domains(10_000)}`),
      check: (out) => expectHosts(out, 10_000),
    },
    { name: "hundred policies", argv: gen("-f", inputs.policies(100)), check: (out) => expectHosts(out, 100) },
    { name: "policies", argv: gen("-f", inputs.policies(1000)), check: (out) => expectHosts(out, 1000) },
  ];
  const time = medians([bare, ...large], { rounds: LARGE_ROUNDS, env });
  const plain = (name) =>
    time.get("bare") +
    stringifyTime(
      large.find((subject) => subject.name === name),
      env,
    );
  const peak = (name) =>
    peakMemory(
      large.find((subject) => subject.name === name),
      env,
    );

  return [
    ratio("`wildegress --version` ÷ `node -e 0`", start.get("version"), start.get("bare"), 1.1),
    ratio("`gen` of one domain ÷ `node -e 0`", start.get("one"), start.get("bare"), 1.3),
    ratio("`gen` of 10,000 domains ÷ of 1,000", time.get("ten thousand"), time.get("thousand"), 12),
    ratio("`gen` of 1,000 policies ÷ of 100", time.get("policies"), time.get("hundred policies"), 12),
    ratio(
      "`gen` of 10,000 domains ÷ (`node -e 0` + `JSON.stringify`)",
      time.get("ten thousand"),
      plain("ten thousand"),
      3,
    ),
    ratio("`gen` of 1,000 policies ÷ (`node -e 0` + `JSON.stringify`)", time.get("policies"), plain("policies"), 3),
    ratio("`trace` of one connection, 1,000 resources ÷ `node -e 0`", start.get("trace"), start.get("bare"), 2),
    tableRatio(inputs, gen, env),
    { what: "peak memory, 10,000 domains", value: peak("ten thousand"), goal: 250, unit: "MB" },
    { what: "peak memory, 1,000 policies", value: peak("policies"), goal: 250, unit: "MB" },
    {
      what: "peak memory, `trace --table` of 1,000,000 names",
      value: peakMemory(tableSubject(inputs, gen, env), env),
      goal: 250,
      unit: "MB",
    },
  ];
}

/** Files of 10,000 wildcard rules and 1,000,000 names. */
function tableInputs(inputs, gen, env) {
  const domains = inputs.domains(10_000);
  const [program, ...args] = gen("--domain", `@${domains}`, "--istio", "newest", "--strategy", "direct");
  const manifests = join(work, "manifests.yaml");
  writeFileSync(manifests, spawnSync(program, args, { env, encoding: "utf8", maxBuffer: 1 << 30 }).stdout);
  return { domains, manifests, names: inputs.names(1_000_000) };
}

function tableSubject(inputs, gen, env) {
  const { manifests, names } = tableInputs(inputs, gen, env);
  return {
    argv: [
      node,
      BIN,
      "trace",
      "--table",
      names,
      "-f",
      manifests,
      "--from",
      "default/sleep",
      "--outbound",
      "REGISTRY_ONLY",
    ],
  };
}

function tableRatio(inputs, gen, env) {
  const { manifests, domains, names } = tableInputs(inputs, gen, env);
  const { stdout, stderr } = spawnSync(node, [TABLE, manifests, domains, names], { env, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { tracer, loop } = JSON.parse(stdout);
  return ratio("1,000,000 names, 10,000 wildcard rules: tracer ÷ bare loop over suffixes in a Set", tracer, loop, 2);
}

function ratio(what, time, base, goal) {
  return { what, value: time / base, goal, unit: "", times: `${time.toFixed(0)} ÷ ${base.toFixed(0)} ms` };
}

/** Milliseconds that JSON.stringify takes for the objects that the command prints, in a fresh process as the command itself. */
function stringifyTime({ argv }, env) {
  const [program, ...args] = argv;
  const objects = spawnSync(program, [...args, "--format", "list"], {
    env,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  }).stdout;
  const file = join(work, "objects.json");
  writeFileSync(file, objects);
  const times = Array.from({ length: LARGE_ROUNDS }, () =>
    Number(spawnSync(node, [STRINGIFY, file], { encoding: "utf8" }).stdout),
  );
  return median(times);
}

/** Peak resident memory in MB (10^6 bytes), as the kernel counts it for the process itself. */
function peakMemory({ argv: [, ...args] }, env) {
  const report = 'process.on("exit", () => process._rawDebug("peak " + process.resourceUsage().maxRSS));';
  const file = join(work, "peak.cjs");
  writeFileSync(file, report);
  const { stderr } = spawnSync(node, ["--require", file, ...args], { env, encoding: "utf8", maxBuffer: 1 << 30 });
  const kibibytes = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  if (!(kibibytes > 0)) throw new Error(`no peak memory in: ${stderr.slice(0, 500)}`);
  return (kibibytes * 1024) / 1e6;
}

/** Every domain must be in a ServiceEntry: a run that lost one would be quick. */
function expectHosts(out, count, host) {
  const entries = out.split("---\n").filter((document) => document.includes("\nkind: ServiceEntry\n"));
  const hosts = entries.join("").match(/^ {2}- "\*\.[^"]+"$/gm) ?? [];
  if (new Set(hosts).size !== count) throw new Error(`${new Set(hosts).size} hosts in place of ${count}`);
  if (host !== undefined) expectMatch(hosts.join(""), new RegExp(host.replaceAll(/[.*]/g, "\\$&")));
}

/** A way as one line: where it is broken goes by the length of the folder's name. */
function unwrapped(text) {
  return text.replaceAll(/[\s│]+/g, " ");
}

function expectMatch(text, pattern) {
  if (!pattern.test(text)) throw new Error(`${pattern} does not match: ${text.slice(0, 500)}`);
}
