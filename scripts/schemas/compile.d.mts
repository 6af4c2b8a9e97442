export interface StoreFile {
  /** `istio.Gateway` */
  readonly name: string;
  readonly text: string;
  readonly store: {
    readonly kind: string;
    readonly group: string;
    readonly sources: readonly Readonly<Record<string, string>>[];
    readonly roots: readonly { apiVersion: string; from: string; to: string; of?: string; root: string }[];
    readonly $defs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}
export function compileValidators(options: {
  outDir: string;
}): Promise<{ files: number; bytes: number; skipped: boolean }>;
export function readStores(): StoreFile[];
