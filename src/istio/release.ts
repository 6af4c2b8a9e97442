import releases from "../../schemas/istio/releases.yaml";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/** A minor release of Istio, as `1.<minor>`. Patch numbers are accepted by {@link parseRelease} and kept aside. */
export interface Release {
  /** `"1.24"` */
  readonly name: string;
  readonly minor: number;
  /** The patch number, when one was given: `1.29.1` has patch 1. Unknown patches count as the newest of their minor. */
  readonly patch: number | undefined;
}

export const OLDEST_MINOR = minorOf(releases.oldest);
export const NEWEST_MINOR = minorOf(releases.newest);
export const NEWEST_RELEASE: Release = releaseOfMinor(NEWEST_MINOR);
/** What every cluster is taken to have when nobody names a release. */
export const ASSUMED_RELEASE: Release = releaseOfMinor(minorOf(releases.assumed));

/** All minors that wildegress knows, oldest first: `["1.5", …]`. */
export const ALL_RELEASES: readonly string[] = Array.from(
  { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
  (_, index) => `1.${OLDEST_MINOR + index}`,
);

/**
 * Reads `1.30`, `v1.30.2`, `1.30.0-rc.1` or `newest`.
 *
 * @throws DiagnosticError when it is not a release, or one that wildegress has no facts about.
 */
export function parseRelease(text: string, at?: Origin): Release {
  if (text === "newest" || text === "latest") return NEWEST_RELEASE;
  const match = /^v?1\.(\d{1,3})(?:\.(\d{1,4}))?(?:[-+].*)?$/.exec(text.trim());
  if (match === null) {
    throw new DiagnosticError({
      severity: "error",
      code: "bad-release",
      what: `"${text}" is not an Istio release`,
      why: "a release is written as 1.MINOR or 1.MINOR.PATCH",
      fix: `write for example --istio ${NEWEST_RELEASE.name}, or --istio auto to ask the cluster`,
      at,
    });
  }
  const minor = Number(match[1]);
  if (minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
    throw new DiagnosticError({
      severity: "error",
      code: "unknown-release",
      what: `Istio 1.${minor} is not a release that wildegress knows`,
      why: `it has facts about Istio ${releases.oldest} to ${releases.newest}`,
      fix:
        minor > NEWEST_MINOR
          ? `use --istio ${releases.newest}: it is the nearest, and what a newer Istio reads it reads too; or update wildegress`
          : `upgrade the mesh to Istio ${releases.oldest} or later`,
      at,
    });
  }
  return { name: `1.${minor}`, minor, patch: match[2] === undefined ? undefined : Number(match[2]) };
}

export function releaseOfMinor(minor: number): Release {
  return { name: `1.${minor}`, minor, patch: undefined };
}

export function minorOf(name: string): number {
  return Number(name.slice(2));
}
