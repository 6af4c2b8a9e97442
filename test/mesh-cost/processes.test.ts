import { expect, test } from "vitest";
import { isDrained, parseUse } from "../mesh/cost/processes.ts";

const fields = ["S", "1", "2", "3", "0", "-1", "4", "5", "6", "7", "8", "120", "30", "0", "0"];
const status = "Name:\tnginx\nVmPeak:\t  9999 kB\nVmRSS:\t    2048 kB\n";

test("a process's use is what /proc says: user and system time, resident memory", () => {
  expect(parseUse(`42 (nginx) ${fields.join(" ")}\n`, status, "nginx")).toEqual({
    cpuSeconds: 1.5,
    residentBytes: 2048 * 1024,
  });
});

test("another program does not count, and a name may hold blanks and parentheses", () => {
  expect(parseUse(`42 (envoy) ${fields.join(" ")}`, status, "nginx")).toBeUndefined();
  expect(parseUse(`42 (a) b (c)) ${fields.join(" ")}`, status, "a) b (c)")?.cpuSeconds).toBe(1.5);
});

test("an Envoy is drained when neither listeners nor filter chains are", () => {
  const stats = (chains: number, listeners: number) =>
    `listener_manager.total_filter_chains_draining: ${chains}\nlistener_manager.total_listeners_draining: ${listeners}\n`;
  expect(isDrained(stats(0, 0))).toBe(true);
  expect(isDrained(stats(3, 0))).toBe(false);
  expect(isDrained(stats(0, 1))).toBe(false);
  expect(isDrained("")).toBe(false);
});
