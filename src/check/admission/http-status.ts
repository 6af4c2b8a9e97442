import { STATUS_CODES } from "node:http";
import type { VirtualServiceDirectResponse } from "../../resources/types/virtual-service.generated.ts";

/** validateHTTPStatus; 600 passes, whatever the message says. */
export function statusProblem(status: number): string | undefined {
  return status < 200 || status > 600 ? `HTTP status ${status} is not in range 200-599` : undefined;
}

/** Statuses that Node names and Go does not. */
const NOT_IN_GO = new Set(["509"]);

/** Whether a text is an HTTP status that has a name. */
export function isStatus(text: string): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const code = String(Number(text));
  return code in STATUS_CODES && !NOT_IN_GO.has(code);
}

/** Bytes of what is answered. */
export function bodySize({ body }: VirtualServiceDirectResponse): number {
  if (body?.string !== undefined) return Buffer.byteLength(body.string);
  return body?.bytes === undefined ? 0 : Buffer.from(body.bytes, "base64").length;
}
