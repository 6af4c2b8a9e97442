#!/usr/bin/env node

// Starts wildegress. All in one small file, because each file more that Node has to find costs a part of the time that a run takes.
const fs = require("node:fs");
const { isAbsolute, join } = require("node:path");

const BUNDLE = join(__dirname, "../dist/wildegress.cjs");
/** The first line of the bundle names its build: V8 itself compares nothing of the source but its length. */
const BUILD = /^\/\/ build ([0-9a-f]{16})\n/;
const COMMAND = /^[a-z]{1,16}$/;
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

start(process.argv.slice(2));

function start(args) {
  // Answered before anything is loaded: scripts ask for it all the time.
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) return printVersion();
  const bundle = load(args);
  bundle?.runCli(args).then((code) => {
    process.exitCode = code;
  });
}

function printVersion() {
  try {
    fs.writeSync(1, `${require("../package.json").version}\n`);
  } catch (error) {
    // A closed pipe is no failure of ours.
    if (error.code !== "EPIPE") process.exitCode = 3;
  }
}

/** Runs the bundle, with what V8 compiled in an earlier run where that is to be had, and gives its exports. */
function load(args) {
  let source;
  try {
    // The bundle is ASCII, and this is the quickest way to read that.
    source = fs.readFileSync(BUNDLE, "latin1");
  } catch {
    process.stderr.write(
      "error: wildegress is not built\n  why: dist/wildegress.cjs is missing\n  fix: run npm ci in the folder of wildegress\n",
    );
    process.exitCode = 3;
    return undefined;
  }
  const { createRequire, wrap } = require("node:module");
  const { Script } = require("node:vm");
  const cache = codeCache(source, args);
  const script = new Script(wrap(source), { filename: BUNDLE, cachedData: cache?.read() });
  if (cache !== undefined && script.cachedDataRejected !== false) {
    // Only at the end are the functions that this command needs compiled, and so kept.
    process.once("exit", (code) => {
      if (code === 0) cache.save(script);
    });
  }
  const module = { exports: {} };
  const run = script.runInThisContext();
  run.call(module.exports, module.exports, createRequire(BUNDLE), module, BUNDLE, join(BUNDLE, ".."));
  return module.exports;
}

/**
 * What V8 compiled for this bundle, command and version of Node in an earlier run.
 *
 * It is code that will run, so it is taken only from a folder and a file that belong to this user and that nobody else may write;
 * anything that is not right means no cache, and never an error. `WILDEGRESS_NO_CACHE=1` turns it off.
 */
function codeCache(source, args) {
  const build = BUILD.exec(source.slice(0, 40))?.[1];
  const folder = cacheFolder();
  if (build === undefined || folder === undefined) return undefined;
  const command = args.find((arg) => COMMAND.test(arg)) ?? "none";
  const file = join(folder, `${build}-${process.version}-${process.arch}-${command}.v8`);
  return { read: () => read(folder, file), save: (script) => save(folder, file, build, script) };
}

function cacheFolder() {
  const { WILDEGRESS_NO_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  // Without owners (Windows) nobody can tell whose code it is.
  if (WILDEGRESS_NO_CACHE || process.geteuid === undefined) return undefined;
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, "wildegress");
  return HOME && isAbsolute(HOME) ? join(HOME, ".cache", "wildegress") : undefined;
}

function isOurs(stats) {
  return stats.uid === process.geteuid() && (stats.mode & 0o022) === 0;
}

function read(folder, file) {
  let descriptor;
  try {
    if (!isOurFolder(folder)) return undefined;
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    const stats = fs.fstatSync(descriptor);
    return stats.isFile() && isOurs(stats) && stats.size > 0 ? fs.readFileSync(descriptor) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

function isOurFolder(folder) {
  const stats = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && isOurs(stats);
}

function save(folder, file, build, script) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOurFolder(folder)) return;
    fs.writeFileSync(temporary, script.createCachedData(), { flag: "wx", mode: 0o600 });
    fs.renameSync(temporary, file);
    removeOld(folder, build);
  } catch {
    discard(temporary);
  }
}

function discard(file) {
  try {
    fs.unlinkSync(file);
  } catch {
    // It was not made, or cannot be removed: removeOld of a later run will see to it.
  }
}

/** Other builds' files that nobody has written for a month, and what a run that was killed left behind. */
function removeOld(folder, build) {
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(build) && name.endsWith(".v8")) continue;
    const path = join(folder, name);
    if (Date.now() - fs.statSync(path).mtimeMs > OLD_MS) fs.rmSync(path, { force: true });
  }
}
