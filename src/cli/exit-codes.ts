/** Exit codes, the same for every command and every output format. Documented in docs/exit-codes.md. */
export const EXIT = {
  /** Done; nothing found. */
  ok: 0,
  /** A check found something: invalid manifests, a failed verification. */
  findings: 1,
  /** The input is at fault: flags, file, domains, a combination that the target does not have. Nothing was written. */
  usage: 2,
  /** The work could not be finished: a disk that is full, a broken kubectl, a bug of ours. */
  failure: 3,
  /** What was asked cannot be told: a trace meets something that the model does not know. */
  unknown: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
