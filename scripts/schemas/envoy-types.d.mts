export function deriveEnvoyTypes(): string;
export function snapshotsAreThere(): boolean;
