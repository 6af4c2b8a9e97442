import { type Directive, directive, template } from "./directive.ts";
import type { AccessLogFormat } from "./sni-proxy-options.ts";

/** The line of Istio's own example. nginx writes `"`, `\` and everything outside printable ASCII as `\xXX`. */
const DOCS_LINE =
  "$remote_addr [$time_local] $protocol [$ssl_preread_server_name]$status $bytes_sent $bytes_received $session_time";

const JSON_FIELDS: readonly (readonly [string, string])[] = [
  ["time", '"$time_iso8601"'],
  ["client", '"$remote_addr"'],
  ["port", "$server_port"],
  ["sni", '"$ssl_preread_server_name"'],
  ["upstream", '"$upstream_addr"'],
  ["status", "$status"],
  ["bytes_sent", "$bytes_sent"],
  ["bytes_received", "$bytes_received"],
  ["session_time", "$session_time"],
];

/**
 * The directives that log each connection when it ends. The SNI is the client's text: both formats escape it, so it can end no
 * line; in "docs" it can look like other fields, so read that line from its end.
 */
export function accessLogDirectives(format: AccessLogFormat, path: string): Directive[] {
  if (format === "off") return [directive("access_log", "off")];
  const json = `{${JSON_FIELDS.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
  return [
    format === "docs"
      ? directive("log_format", "log_stream", "escape=default", template(DOCS_LINE))
      : directive("log_format", "log_stream", "escape=json", template(json)),
    directive("access_log", path, "log_stream"),
  ];
}
