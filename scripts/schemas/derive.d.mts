export function deriveStore(options: { outDir: string }): void;
