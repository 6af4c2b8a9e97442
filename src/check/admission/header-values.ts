/** Text, or inside a %VARIABLE%: the states of Envoy's reader of header values, as Istio follows them. */
type State = "text" | "name" | "array" | "string" | "in-string" | "next" | "close" | "end";

/** What Istio has against the value of a header that a route sets (ValidateHTTPHeaderValue). */
export function headerValueProblem(value: string): string | undefined {
  if ([...value].some(isControl)) return `header value configuration ${value} is invalid`;
  const problem = variablesProblem(value);
  return problem === undefined ? undefined : `header value configuration: invalid header configuration. ${problem}`;
}

/** What it had before: per cent signs come in pairs. */
export function oldHeaderValueProblem(value: string): string | undefined {
  return (value.split("%").length - 1) % 2 === 0
    ? undefined
    : "single % not allowed.  Escape by doubling to %% or encase Envoy variable name in pair of %";
}

/** Control characters of ASCII but the tab. */
function isControl(character: string): boolean {
  return (character < " " && character !== "\t") || character === "\u007f";
}

function variablesProblem(value: string): string | undefined {
  let state: State = "text";
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? "";
    const last = index + 1 >= value.length;
    if (state === "text") {
      if (character !== "%") continue;
      if (last) return "Un-escaped %";
      if (value[index + 1] === "%") index++;
      else state = "name";
      continue;
    }
    if (state === "in-string" && character === "\\") {
      if (last) return "Un-terminated backslash in JSON string";
      index++;
      continue;
    }
    const next = step(state, character);
    if ("problem" in next) return next.problem;
    state = next.state;
  }
  return state === "text" ? undefined : `Un-terminated variable expression '${value}'`;
}

function step(state: State, character: string): { state: State } | { problem: string } {
  const blank = character === " ";
  switch (state) {
    case "name":
      return { state: character === "%" ? "text" : character === "(" ? "array" : "name" };
    case "array":
      return { state: character === "[" ? "string" : blank ? "array" : "in-string" };
    case "string":
      return character === '"' ? { state: "in-string" } : blank ? { state } : { problem: "Expecting '\"'" };
    case "in-string":
      return { state: character === ")" ? "end" : character === '"' ? "next" : "in-string" };
    case "next":
      if (character === ",") return { state: "string" };
      if (character === "]") return { state: "close" };
      return blank ? { state } : { problem: "Expecting ',', ']', or whitespace" };
    case "close":
      if (character === ")") return { state: "end" };
      return blank ? { state } : { problem: "Expecting ')' or whitespace after '{}', but found '{}'" };
    default:
      if (character === "%") return { state: "text" };
      return blank ? { state } : { problem: "Expecting '%' or whitespace after" };
  }
}
