import type { ProxyConfigSpec } from "../../../resources/types/proxy-config.generated.ts";
import { PROXY_CONFIG } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const proxyConfig = manifestRule<ProxyConfigSpec>({
  code: "WE0230",
  id: "proxy-config",
  layer: "admission",
  level: "error",
  title: "a negative number of threads",
  why: "0 stands for one thread a core, any other number for itself",
  fix: "write 0 or more",
  kinds: [PROXY_CONFIG],
  *problems({ spec: { concurrency = 0 } }) {
    if (concurrency >= 0) return;
    yield { path: ["spec", "concurrency"], says: "concurrency must be greater than or equal to 0" };
  },
});
