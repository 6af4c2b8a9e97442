import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { wildcardNameProblem } from "../../admission/names.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryHosts = manifestRule<ServiceEntrySpec>({
  code: "WE0110",
  id: "service-entry-hosts",
  layer: "admission",
  level: "error",
  title: "hosts of a ServiceEntry that istiod refuses",
  why: "a ServiceEntry names what it lets in; all names at once (*) are not a service, and what is no DNS name can never be asked for",
  fix: "name hosts: www.wikipedia.org, or *.wikipedia.org for all names below",
  kinds: [SERVICE_ENTRY],
  *problems({ spec }) {
    if (spec.hosts.length === 0) yield { path: ["spec", "hosts"], says: "service entry must have at least one host" };
    for (const [index, host] of spec.hosts.entries()) {
      yield* problemAt(["spec", "hosts", index], host === "*" ? "invalid host *" : wildcardNameProblem(host));
    }
  },
});
