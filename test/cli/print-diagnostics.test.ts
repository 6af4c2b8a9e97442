import { expect, test } from "vitest";
import { printDiagnostics } from "../../src/cli/print-diagnostics.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { fakeIo } from "./fake-io.ts";

async function printed(diagnostic: Omit<Diagnostic, "severity" | "code">, isTTY = false): Promise<string> {
  const io = fakeIo({ isTTY });
  await printDiagnostics([{ severity: "error", code: "test", ...diagnostic }], io);
  expect(io.out()).toBe("");
  return io.err();
}

test("what, where, why and fix, a line each", async () => {
  expect(
    await printed({
      what: "W",
      why: "Y",
      fix: "F",
      at: { kind: "file", file: "wildegress.yaml", line: 4, column: 9 },
    }),
  ).toBe("error: W  (wildegress.yaml:4:9)\n  why: Y\n  fix: F\n");
  expect(await printed({ what: "W" })).toBe("error: W\n");
});

test("quoted input neither forges lines nor moves the cursor", async () => {
  const text = await printed({
    what: "a\nerror: b\u001b[2J\u0000\u009b1m",
    at: { kind: "flag", flag: "--domain", value: "x\r" },
  });
  expect(text).toBe("error: a\\x0aerror: b\\x1b[2J\\x00\\x9b1m  (--domain x\\x0d)\n");
});

test("a name of a megabyte is cut", async () => {
  const text = await printed({ what: "x".repeat(1e6), at: { kind: "flag", flag: "--domain", value: "y".repeat(1e6) } });
  expect(text.length).toBeLessThan(1000);
  expect(text).toContain("…");
});

test("is coloured on a terminal", async () => {
  const text = await printed({ what: "W" }, true);
  expect(text.startsWith("\u001b[")).toBe(true);
  expect(text).toContain("error:");
});
