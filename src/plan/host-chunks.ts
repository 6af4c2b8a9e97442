import type { HostPattern } from "./host-pattern.ts";

/** The CRD takes at most 256 hosts in a ServiceEntry since Istio 1.24; older releases are spared longer lists too. */
const MAX_HOSTS = 256;

/** A part of a policy's domains, small enough for one object. */
export interface HostChunk {
  readonly hosts: readonly HostPattern[];
  /** `""` for the first, then `-2`, `-3`: appended to names. */
  readonly suffix: string;
}

/** Cuts domains, in their order, into chunks that a ServiceEntry takes, or smaller ones. No domains: no chunks. */
export function chunkHosts(hosts: readonly HostPattern[], size = MAX_HOSTS): HostChunk[] {
  const chunks: HostChunk[] = [];
  for (let start = 0; start < hosts.length; start += size) {
    chunks.push({
      hosts: hosts.slice(start, start + size),
      suffix: start === 0 ? "" : `-${start / size + 1}`,
    });
  }
  return chunks;
}
