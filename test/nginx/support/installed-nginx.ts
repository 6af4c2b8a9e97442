import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

/** An nginx of this machine that can do `stream` with `ssl_preread`. */
export interface InstalledNginx {
  /** As [1, 22, 1]. */
  readonly version: readonly number[];
  /** Path of the stream module where it is built apart, as on Debian. */
  readonly loadModule: string | undefined;
}

const HOW_TO_INSTALL = "apt-get install nginx libnginx-mod-stream";

/** The nginx on the PATH, or undefined. */
export function installedNginx(): InstalledNginx | undefined {
  const { stderr, status } = spawnSync("nginx", ["-V"], { encoding: "utf8" });
  if (status !== 0) return undefined;
  if (!stderr.includes("--with-stream_ssl_preread_module")) return undefined;
  const version = /nginx\/([0-9.]+)/.exec(stderr)?.[1]?.split(".").map(Number) ?? [];
  const folder = /--modules-path=(\S+)/.exec(stderr)?.[1];
  const apart = stderr.includes("--with-stream=dynamic") && folder !== undefined;
  return { version, loadModule: apart ? `${folder}/ngx_stream_module.so` : undefined };
}

/**
 * Runs a group of tests against the nginx of this machine. Without one the group is skipped, in words that say how to get one;
 * with CI=true that is a failure.
 */
export function describeWithNginx(title: string, tests: (nginx: InstalledNginx) => void): void {
  const nginx = installedNginx();
  if (nginx !== undefined) {
    describe(title, () => tests(nginx));
  } else if (process.env.CI === "true") {
    it(`${title}: needs nginx`, () => expect.fail(`There is no nginx with the stream module here: ${HOW_TO_INSTALL}`));
  } else {
    it.skip(`${title}: skipped, there is no nginx with the stream module here (${HOW_TO_INSTALL})`, () => undefined);
  }
}

export function isAtLeast(nginx: InstalledNginx, wanted: readonly number[]): boolean {
  const differs = wanted.findIndex((part, index) => part !== (nginx.version[index] ?? 0));
  return differs < 0 || (nginx.version[differs] ?? 0) > (wanted[differs] ?? 0);
}
