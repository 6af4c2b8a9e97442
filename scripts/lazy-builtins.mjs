import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
/** Node's own modules that are not loaded anyway when it starts; together they cost a tenth of the time that bare Node takes. */
const LAZY = ["child_process", "crypto", "http", "net", "os", "process", "readline", "timers/promises", "tty", "util"];

/**
 * esbuild plugin: `import { spawn } from "node:child_process"` loads that module when `spawn` is first used, not when the bundle starts.
 * Commander asks for it on every start, and uses it for nothing that is used here.
 */
export function lazyBuiltins() {
  return {
    name: "lazy-builtins",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${LAZY.join("|")})$`) }, ({ path, namespace }) =>
        namespace === "lazy-builtin"
          ? { path, external: true }
          : { path: path.startsWith("node:") ? path : `node:${path}`, namespace: "lazy-builtin" },
      );
      build.onLoad({ filter: /.*/, namespace: "lazy-builtin" }, ({ path }) => ({ contents: lazyModule(path) }));
    },
  };
}

function lazyModule(path) {
  const names = Object.keys(require(path)).filter((name) => name !== "default");
  return `
    let loaded;
    const load = () => (loaded ??= require(${JSON.stringify(path)}));
    const define = (name) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
    ${JSON.stringify(names)}.forEach(define);
  `;
}
