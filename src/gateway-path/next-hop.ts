/** Where the gateway sends a (policy, port): the SNI proxy beside it, or the common host. */
export interface NextHop {
  readonly host: string;
  readonly port: number;
}
