const CHECK = [
  "test/check/{cases/*,corpus-by-release,docs-pages,edge-values,facts-by-release,findings,rule-cases,rules,special-rules}.test.ts",
];

/** What `npm run mutation` changes, and the tests that have to notice. WILDEGRESS_MUTATION names one group; without it, all are taken. */
const GROUPS = {
  /** Who is asked by which name: Envoy's filter chains and virtual hosts, istiod's host names, exports and HTTP matches. */
  matchers: {
    mutate: [
      "src/model/envoy/{address-match,chain-index,name-patterns,server-names,virtual-hosts}.ts",
      "src/model/istiod/{exports,host-index,host-name,http-match}.ts",
    ],
    tests: ["test/model/**/*.test.ts", "test/trace/{oracle,observations,regressions,table}.test.ts"],
  },
  /** What the rules of all manifests together look things up in. */
  mesh: {
    mutate: ["src/check/mesh/*.ts"],
    tests: ["test/check/mesh/*.test.ts", "test/check/{findings,rule-cases,special-rules}.test.ts"],
  },
  rules: {
    mutate: ["src/check/rules/*/rule.ts"],
    tests: CHECK,
  },
  /** istiod's own validation. */
  admission: {
    mutate: ["src/check/admission/*.ts"],
    tests: CHECK,
  },
};

const { WILDEGRESS_MUTATION: named } = process.env;
const group = GROUPS[named];
if (named !== undefined && group === undefined) {
  throw new Error(`WILDEGRESS_MUTATION=${named} names no group; there are ${Object.keys(GROUPS).join(", ")}`);
}
const chosen = group === undefined ? Object.values(GROUPS) : [group];

export const mutate = chosen.flatMap((one) => one.mutate);
export const tests = [...new Set(chosen.flatMap((one) => one.tests))];
