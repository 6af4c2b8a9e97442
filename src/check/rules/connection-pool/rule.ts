import { connectionPoolProblems, connectionPools } from "../../admission/connection-pool.ts";
import { DESTINATION_RULE, SIDECAR } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const connectionPool = manifestRule({
  code: "WE0175",
  id: "connection-pool",
  layer: "admission",
  level: "error",
  title: "limits of connections that istiod refuses",
  why: "limits are not negative, and a pool that is named has some",
  fix: "name tcp or http limits of 0 or more",
  kinds: [DESTINATION_RULE, SIDECAR],
  *problems({ spec, kind }) {
    for (const { pool, path } of connectionPools(spec, kind)) yield* connectionPoolProblems(pool, path);
  },
});
