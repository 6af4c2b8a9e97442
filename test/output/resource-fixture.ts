import type { Part, Resource } from "../../src/resources/resource.ts";

interface ResourceFacts {
  readonly part?: Part;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly spec?: unknown;
  readonly why?: string;
}

/** A resource of which a test says only what matters to it. */
export function resource(facts: ResourceFacts): Resource {
  return {
    manifest: {
      apiVersion: facts.apiVersion ?? "networking.istio.io/v1",
      kind: facts.kind ?? "ServiceEntry",
      metadata: {
        name: facts.name ?? "wikipedia",
        ...(facts.namespace === undefined ? {} : { namespace: facts.namespace }),
        labels: { "app.kubernetes.io/managed-by": "wildegress" },
      },
      spec: facts.spec ?? { hosts: ["*.wikipedia.org"] },
    },
    part: facts.part ?? "client",
    why: facts.why ?? "It is there for a test.",
  };
}
