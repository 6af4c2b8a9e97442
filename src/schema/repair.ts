/**
 * A change of one place that certainly means what the author meant. Rules offer one only where there is no doubt; where the problem's own path
 * is not the place to change, there is no repair.
 */
export type Repair =
  /** The field's name becomes another one. */
  | { readonly kind: "rename"; readonly to: string }
  /** The text there becomes another one, in the quotes that it has. */
  | { readonly kind: "replace"; readonly to: string }
  /** A number, or true or false, becomes text. */
  | { readonly kind: "quote" }
  /** Text becomes the number, or the true or false, that it spells. */
  | { readonly kind: "unquote" }
  /** An entry of a list goes. */
  | { readonly kind: "remove" };
