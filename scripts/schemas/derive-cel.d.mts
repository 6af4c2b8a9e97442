export function deriveCel(): Map<string, string>;
