import releases from "../../schemas/istio/releases.yaml";
import { minorOf, type Release } from "./release.ts";
import type { ApiFacts } from "./releases-file.ts";

/** Names in `apis:` of releases.yaml. Gateway API's Gateway is `KubernetesGateway` there: Istio has a Gateway of its own. */
export type ApiName = string;

/** `group/version` of every version that the release serves, oldest first; empty where the kind does not exist. */
export function servedApiVersions(api: ApiName, release: Release): string[] {
  const facts = factsOf(api);
  return facts.versions
    .filter(({ since }) => minorOf(since) <= release.minor)
    .map(({ version }) => (facts.group === "" ? version : `${facts.group}/${version}`));
}

/**
 * The apiVersion to write for a kind: the newest that the release serves.
 *
 * @throws Error when the release has no such kind; strategies check capabilities before they build.
 */
export function apiVersionFor(api: ApiName, release: Release): string {
  const newest = servedApiVersions(api, release).at(-1);
  if (newest === undefined) throw new Error(`Istio ${release.name} has no ${api}`);
  return newest;
}

function factsOf(api: ApiName): ApiFacts {
  const facts = releases.apis[api];
  if (facts === undefined) throw new Error(`schemas/istio/releases.yaml has no API "${api}"`);
  return facts;
}
