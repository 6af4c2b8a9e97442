export function crdDifferences(): string[];
