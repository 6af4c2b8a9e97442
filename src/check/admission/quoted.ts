/** A text as Go's %q prints it, for what people write in manifests. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
