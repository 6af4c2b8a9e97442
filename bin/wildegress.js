#!/usr/bin/env node

// `--version` is answered before anything else is loaded: scripts and completion ask for it all the time.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  const { version } = require("../package.json");
  try {
    require("node:fs").writeSync(1, `${version}\n`);
  } catch (error) {
    process.exitCode = error.code === "EPIPE" ? 0 : 3;
  }
} else {
  require("./run.js")(args);
}
