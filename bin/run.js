const { readFileSync } = require("node:fs");
const { createRequire, wrap } = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");
const { codeCache } = require("./code-cache.js");

const BUNDLE = join(__dirname, "../dist/wildegress.cjs");

/** Runs the command line from the bundle, with what V8 compiled in an earlier run where that is to be had. */
module.exports = function run(args) {
  const bundle = load(args);
  if (bundle === undefined) {
    process.stderr.write(
      "error: wildegress is not built\n  why: dist/wildegress.cjs is missing\n  fix: run npm ci in the folder of wildegress\n",
    );
    process.exitCode = 3;
    return;
  }
  bundle.runCli(args).then((code) => {
    process.exitCode = code;
  });
};

function load(args) {
  let source;
  try {
    // The bundle is ASCII, and this is the quickest way to read that.
    source = readFileSync(BUNDLE, "latin1");
  } catch {
    return undefined;
  }
  const cache = codeCache(source, args);
  const script = new Script(wrap(source), { filename: BUNDLE, cachedData: cache.data });
  if (cache.data === undefined || script.cachedDataRejected) {
    // Only at the end are the functions that this command needs compiled, and so kept.
    process.once("exit", (code) => {
      if (code === 0) cache.save(script);
    });
  }
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
  return module.exports;
}
