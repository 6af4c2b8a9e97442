import type { Origin } from "../../diagnostics/diagnostic.ts";

/** A path inside a resource, from its top: `["spec", "tls", 0, "match"]`. */
export type FieldPath = readonly (string | number)[];

/** The place of a field in a file. */
export type FieldPlace = Extract<Origin, { kind: "file" }> & {
  /** Where the reader knows it: behind the field, on its first line. */
  readonly endColumn?: number;
  /** The field in the file's own manifest: of objects that istiod makes of others, it is another one than was asked for. */
  readonly field?: FieldPath;
};

/** A Kubernetes object as the model reads it: its identity, its age, and where each of its fields stands. */
export interface ConfigObject<Spec = Readonly<Record<string, unknown>>> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** "" for kinds without namespace. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** metadata.creationTimestamp, or "" where nothing says when it was made. */
  readonly created: string;
  readonly spec: Spec;
  /** The whole object, for kinds whose content is not under `spec`. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Where a field stands: of the nearest thing above it when it is not there. */
  locate(path: FieldPath): FieldPlace;
}

/** A field of a resource that decides something. */
export interface FieldRef {
  readonly object: ConfigObject;
  readonly path: FieldPath;
}
