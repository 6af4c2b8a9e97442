import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import {
  addresses,
  notEmpty,
  pathTemplates,
  ports,
  serviceAccounts,
  trustDomains,
  type ValuesProblem,
} from "../../admission/security-values.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const authorizationValues = manifestRule<AuthorizationPolicySpec>({
  code: "WE0213",
  id: "authorization-values",
  layer: "admission",
  level: "error",
  title: "a value that can never be met",
  why: "it is empty, no address, no port, no service account or no path",
  fix: "write what the field compares with",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { rules = [] }, has }) {
    const operations = has("admission-path-templates") ? OPERATION : OPERATION_WITHOUT_TEMPLATES;
    for (const [index, { from, to }] of rules.entries()) {
      const path = ["spec", "rules", index];
      for (const [number, { source = {} }] of entriesOf(from)) {
        yield* valueProblems(source, SOURCE, [...path, "from", number, "source"]);
      }
      for (const [number, { operation = {} }] of entriesOf(to)) {
        yield* valueProblems(operation, operations, [...path, "to", number, "operation"]);
      }
    }
  },
});

type Fields = Readonly<Record<string, readonly ValuesProblem[]>>;

/** Each field and its opposite: `ports` and `notPorts`. */
function withOpposites(fields: Fields): Fields {
  const opposite = (field: string): string => `not${field[0]?.toUpperCase()}${field.slice(1)}`;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, checks]) => [
      [field, checks],
      [opposite(field), checks],
    ]),
  );
}

const SOURCE = withOpposites({
  ipBlocks: [addresses, notEmpty],
  remoteIpBlocks: [addresses, notEmpty],
  principals: [notEmpty],
  requestPrincipals: [notEmpty],
  namespaces: [notEmpty],
  serviceAccounts: [serviceAccounts],
  trustDomains: [trustDomains],
});
const OPERATION = withOpposites({
  ports: [ports, notEmpty],
  methods: [notEmpty],
  paths: [notEmpty, pathTemplates],
  hosts: [notEmpty],
});
const OPERATION_WITHOUT_TEMPLATES = { ...OPERATION, ...withOpposites({ paths: [notEmpty] }) };

function* valueProblems(values: object, fields: Fields, path: Path): Generator<Problem> {
  for (const [field, list] of Object.entries(values) as [string, readonly string[]][]) {
    const name = `${field[0]?.toUpperCase()}${field.slice(1)}`;
    for (const check of fields[field] ?? []) {
      for (const says of check(name, list)) yield { path: [...path, field], says };
    }
  }
}
