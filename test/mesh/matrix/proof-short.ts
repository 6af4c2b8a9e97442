/** What a client comes to, by case (`strategy: title`) and row (`client: what`). */
type Outcomes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const CASES = [
  "direct: TLS",
  "dynamic-dns: TLS",
  "single-host: mTLS, --from default/sleep",
  "sni-proxy: Envoy, mTLS, --from default/sleep",
  "sni-proxy: nginx, mTLS, --from default/sleep",
  "waypoint: TLS, --from default/sleep",
] as const;

/** Each question with the rows that answer it: a waypoint has no sidecar to go around. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "an allowed name": ["sleep: an allowed name"],
  "a foreign name": ["sleep: a foreign name", "sleep: a foreign name, at the wildcard's address"],
  "an allowed SNI to another address": [
    "sleep: allowed SNI to another address",
    "sleep: around ztunnel, an allowed SNI to another address",
  ],
  "a name with a private address": ["sleep: a name that resolves to a private address"],
  "around the sidecar, no certificate": [
    "sleep: around the sidecar",
    "sleep: around the sidecar, without a certificate",
    "sleep: around ztunnel, without a certificate",
  ],
  "another service account": ["visitor: another service account"],
};

export const START = "<!-- proof: `npm run test:mesh` writes this -->";
export const END = "<!-- /proof -->";

/**
 * The short form of docs/proof.md, for the README: the handful of questions that matter.
 *
 * @param proof the text of docs/proof.md.
 * @throws when the proof does not answer one of them.
 */
export function shortProof(proof: string): string {
  const outcomes = outcomesOf(proof);
  const rows = CASES.map((title) => {
    const answers = Object.entries(QUESTIONS).map(([question, names]) => {
      const answer = names.map((name) => outcomes.get(title)?.get(name)).find((one) => one !== undefined);
      if (answer === undefined) throw new Error(`docs/proof.md does not say of "${title}": ${question}`);
      return answer;
    });
    return line([title, ...answers]);
  });
  return [
    line(["", ...Object.keys(QUESTIONS)]),
    line(["---", ...Object.keys(QUESTIONS).map(() => "---")]),
    ...rows,
  ].join("\n");
}

/** @returns the README with this short form between its marks. @throws when it has no such marks. */
export function withShortProof(readme: string, short: string): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no ${START} … ${END}`);
  return `${before}${START}\n${short}\n${END}${after}`;
}

/** Reads the two kinds of tables: the cases side by side, and each case's own rows. */
function outcomesOf(proof: string): Outcomes {
  const outcomes = new Map<string, Map<string, string>>();
  const set = (title: string, row: string, outcome: string) =>
    outcomes.set(title, (outcomes.get(title) ?? new Map<string, string>()).set(row, outcome));
  const [wide = "", ...sections] = proof.split(/^### /m);
  const [header = [], , ...rows] = tableIn(wide);
  for (const [row = "", ...cells] of rows) {
    for (const [index, cell] of cells.entries()) set(header[index + 1] ?? "", row, cell);
  }
  for (const section of sections) {
    const title = section.slice(0, section.indexOf("\n"));
    for (const [client, what, outcome = ""] of tableIn(section).slice(2)) set(title, `${client}: ${what}`, outcome);
  }
  return outcomes;
}

function tableIn(text: string): string[][] {
  return text
    .split("\n")
    .filter((one) => one.startsWith("|"))
    .map((one) =>
      one
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
