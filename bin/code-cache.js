const fs = require("node:fs");
const { isAbsolute, join } = require("node:path");

/** The first line of the bundle names its build: V8 itself compares nothing of the source but its length. */
const BUILD = /^\/\/ build ([0-9a-f]{16})\n/;
const COMMAND = /^[a-z]{1,16}$/;
const OLD_MS = 30 * 24 * 60 * 60 * 1000;
const NOTHING = { data: undefined, save: () => {} };

/**
 * What V8 compiled for this bundle, command and version of Node in an earlier run.
 *
 * It is code that will run, so it is taken only from a folder and a file that belong to this user and that nobody else may write;
 * anything that is not right means no cache, and never an error. `WILDEGRESS_NO_CACHE=1` turns it off.
 *
 * @returns {{ data: Buffer | undefined, save: (script: import("node:vm").Script) => void }}
 */
exports.codeCache = function codeCache(source, args) {
  const build = BUILD.exec(source.slice(0, 40));
  const folder = cacheFolder();
  if (build === null || folder === undefined) return NOTHING;
  const command = args.find((arg) => COMMAND.test(arg)) ?? "none";
  const file = join(folder, `${build[1]}-${process.version}-${process.arch}-${command}.v8`);
  return { data: read(folder, file), save: (script) => save(folder, file, build[1], script) };
};

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
    fs.rmSync(temporary, { force: true });
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
