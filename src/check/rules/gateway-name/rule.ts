import { GATEWAY } from "../../admission/kinds.ts";
import { isLabel } from "../../admission/names.ts";
import { quoted } from "../../admission/quoted.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayName = manifestRule<unknown>({
  code: "WE0160",
  id: "gateway-name",
  layer: "admission",
  level: "error",
  title: "a name that a Gateway cannot have",
  why: "VirtualServices name a Gateway as NAMESPACE/NAME; a dot in it would be taken for part of a host",
  fix: "name it with letters, digits and dashes",
  kinds: [GATEWAY],
  *problems({ name }) {
    if (!isLabel(name)) yield { path: ["metadata", "name"], says: `invalid gateway name: ${quoted(name)}` };
  },
});
