/** Random numbers that are the same for the same seed (mulberry32): in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Spot {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string | number;
  readonly path: string;
}

/** Hosts in all forms that Istio tells apart. */
const HOSTS = [
  ..."* *.wikipedia.org en.wikipedia.org wikipedia.org *.org *-x.wikipedia.org *x.wikipedia.org w*.wikipedia.org".split(
    " ",
  ),
  ..."wikipedia www_x.org -a.org a-.org a..b x.org. 192.0.2.1 2001:db8::1 10.0.0.0/8 10.0.0.0/33 1.2.3 EN.Wikipedia.ORG".split(
    " ",
  ),
  ..."outbound_.80_._.x.org ./* */* */*.wikipedia.org ~/* ns/x.org ns/* /x a/b/c istio-system/egress".split(" "),
  ...[
    "mesh",
    ".",
    "~",
    "",
    `${"a".repeat(64)}.org`,
    `${"a.".repeat(130)}org`,
    "unix:///var/run/x",
    "unix://x",
    "unix://@x",
  ],
];
const TEXTS = [
  ..."HTTP HTTPS TLS TCP tcp GRPC HTTP2 HTTP_PROXY UDP MONGO Mysql redis SNI grpc-web".split(" "),
  ..."NONE STATIC DNS DNS_ROUND_ROBIN DYNAMIC_DNS MESH_EXTERNAL MESH_INTERNAL PASSTHROUGH SIMPLE MUTUAL ISTIO_MUTUAL".split(
    " ",
  ),
  ..."AUTO_PASSTHROUGH OPTIONAL_MUTUAL ALLOW DENY CUSTOM AUDIT ALLOW_ANY REGISTRY_ONLY INVALID ADD REMOVE MERGE".split(
    " ",
  ),
  ..."1s 0s 1ms 500us 1.5s -1s 1h30m 10 abc 0 9999999h 1d".split(" "),
  ..."a(b (?=x) [a-z]+ * ** {*} /a/{**}/b /x/{a}".split(" "),
  ..."x-header :authority host Host 100% 100%% %A%".split(" "),
  ..."app crawler* v1 UPPER under_score a=b source.ip connection.sni request.headers[a] request.headers".split(" "),
  ..."destination.port source.principal unknown.key eu-west/* eu-west/a/b * topology.kubernetes.io/region".split(" "),
  ..."ns/sa a/b/c 5xx,reset on-error 404 GET get configmap://x configmap://other/x kubernetes://x".split(" "),
];
const NUMBERS = [
  -1, 0, 1, 2, 80, 99, 100, 101, 200, 443, 503, 600, 601, 65535, 65536, 1.5, 0.00001, 4294967295, 4294967296,
];

/** A copy of a manifest with one thing changed, and words for what was changed. Other manifests lend their parts. */
export function mutate(
  manifest: object,
  others: readonly object[],
  random: Random,
): { manifest: object; change: string } {
  const copy = structuredClone(manifest) as { [key: string]: Json };
  const spots = [...spotsIn(copy.spec ?? null, "spec")];
  const spot = pick(spots, random);
  if (spot === undefined) return { manifest: copy, change: "nothing" };
  const change = pick(CHANGES, random) ?? CHANGES[0];
  const what = change?.(spot, { spots, others, random }) ?? "nothing";
  return { manifest: copy, change: `${spot.path}: ${what}` };
}

interface Means {
  readonly spots: readonly Spot[];
  readonly others: readonly object[];
  readonly random: Random;
}
type Change = (spot: Spot, means: Means) => string;

const CHANGES: readonly Change[] = [
  (spot) => {
    if (Array.isArray(spot.holder)) spot.holder.splice(Number(spot.key), 1);
    else delete spot.holder[spot.key];
    return "dropped";
  },
  (spot, { random }) => replace(spot, pick(HOSTS, random) ?? ""),
  (spot, { random }) => replace(spot, pick(HOSTS, random) ?? ""),
  (spot, { random }) => replace(spot, pick(TEXTS, random) ?? ""),
  (spot, { random }) => replace(spot, pick(TEXTS, random) ?? ""),
  (spot, { random }) => replace(spot, pick(NUMBERS, random) ?? 0),
  (spot, { random }) => replace(spot, pick([{}, [], true, "", null, [""], [{}]] as Json[], random) ?? null),
  (spot) => replace(spot, [read(spot)]),
  (spot) => {
    const value = read(spot);
    if (typeof value === "number") return replace(spot, String(value));
    if (typeof value === "string") return replace(spot, Number(value) || 7);
    return replace(spot, Array.isArray(value) ? (value[0] ?? null) : JSON.stringify(value));
  },
  (spot, { spots, random }) => {
    const other = pick(spots, random) ?? spot;
    const [one, two] = [structuredClone(read(spot)), structuredClone(read(other))];
    if (spot.path.startsWith(other.path) || other.path.startsWith(spot.path)) return replace(spot, two);
    write(other, one);
    write(spot, two);
    return `swapped with ${other.path}`;
  },
  (spot, { random }) => {
    const value = read(spot);
    const text = pick([...HOSTS, ...TEXTS], random) ?? "";
    if (Array.isArray(value)) value.push(value.length > 0 && random() < 0.5 ? structuredClone(value[0] ?? null) : text);
    else if (isMap(value))
      value[random() < 0.3 ? "surprise" : text || "x"] = pick<Json>([text, 1, {}, []], random) ?? null;
    else return replace(spot, `${String(value)}${text}`);
    return "added to";
  },
  (spot, { others, random }) => {
    // The same field of another manifest: what is valid there need not be here.
    const lenders = others.flatMap((other) => [...spotsIn((other as { spec?: Json }).spec ?? null, "spec")]);
    const fitting = lenders.filter(({ key }) => key === spot.key);
    const lent = pick(fitting, random);
    return lent === undefined ? "nothing" : replace(spot, structuredClone(read(lent)));
  },
  (spot, { others, random }) => {
    const holder = spot.holder;
    const lenders = others.flatMap((other) => [...spotsIn((other as { spec?: Json }).spec ?? null, "spec")]);
    const form = spot.path.replace(/\d+/g, "#").replace(/\.[^.]*$/, "");
    const fitting = lenders.filter(({ path }) => path.replace(/\d+/g, "#").replace(/\.[^.]*$/, "") === form);
    const lent = pick(fitting, random);
    if (lent === undefined || Array.isArray(holder)) return "nothing";
    holder[String(lent.key)] = structuredClone(read(lent));
    return `with ${lent.key} of another`;
  },
];

function* spotsIn(value: Json, path: string): Generator<Spot> {
  if (Array.isArray(value)) {
    for (const [key, member] of value.entries()) {
      yield { holder: value, key, path: `${path}.${key}` };
      yield* spotsIn(member, `${path}.${key}`);
    }
  } else if (isMap(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield { holder: value, key, path: `${path}.${key}` };
      yield* spotsIn(member, `${path}.${key}`);
    }
  }
}

function replace(spot: Spot, value: Json): string {
  write(spot, value);
  return `now ${JSON.stringify(value).slice(0, 60)}`;
}

function read({ holder, key }: Spot): Json {
  return (Array.isArray(holder) ? holder[Number(key)] : holder[key]) ?? null;
}

function write({ holder, key }: Spot, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

function isMap(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
