import type { ExpectText } from "../trace/expect/expectation.ts";

/** One test as it stands in a file of routing tests; keys in the order in which they are printed. schemas/trace-expect.schema.json describes it. */
export interface TestCase {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
  readonly protocol?: "tls" | "http";
  readonly sni?: string;
  readonly address?: string;
  readonly from: string;
  readonly bypassSidecar?: true;
  readonly tunnel?: {
    readonly gateway: string;
    readonly port: number;
    readonly sni: string;
    readonly certificate: boolean;
  };
  readonly expect: ExpectText;
  readonly destination?: string;
}
