import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiagnosticError, EnvironmentError } from "../../src/diagnostics/diagnostic.ts";
import { staleFiles } from "../../src/output/stale-files.ts";
import { writeFiles } from "../../src/output/write-files.ts";
import { writeProblem } from "../../src/output/write-problem.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-write-"));
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const files = [
  { name: "a.yaml", content: "a: 1\n" },
  { name: "b.yaml", content: "b: 2\n" },
];

async function errorOf(promise: Promise<unknown>): Promise<DiagnosticError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiagnosticError)) throw new Error(`no DiagnosticError but ${String(error)}`);
  return error;
}

describe("writeFiles", () => {
  it("makes the folder and leaves only the files in it", async () => {
    const deep = join(folder, "x", "y");
    await writeFiles(deep, files);
    expect(readdirSync(deep)).toEqual(["a.yaml", "b.yaml"]);
    expect(readFileSync(join(deep, "b.yaml"), "utf8")).toBe("b: 2\n");
  });

  it("writes hundreds of files, and the same again over them", async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ name: `f${index}.yaml`, content: `n: ${index}\n` }));
    await writeFiles(folder, many);
    await writeFiles(folder, many);
    expect(readdirSync(folder)).toHaveLength(300);
    expect(readFileSync(join(folder, "f299.yaml"), "utf8")).toBe("n: 299\n");
  });

  it("changes nothing when a folder stands where a file is to go", async () => {
    writeFileSync(join(folder, "a.yaml"), "old\n");
    mkdirSync(join(folder, "b.yaml"));
    const error = await errorOf(writeFiles(folder, files));
    expect(error.exitCode).toBe(2);
    expect(error.diagnostics[0]?.why).toContain("b.yaml");
    expect(readdirSync(folder)).toEqual(["a.yaml", "b.yaml"]);
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("old\n");
  });

  it("takes back the folders that it made when it fails", async () => {
    writeFileSync(join(folder, "file"), "");
    const error = await errorOf(writeFiles(join(folder, "file", "below"), files));
    expect(error.exitCode).toBe(2);
    expect(error.diagnostics[0]).toMatchObject({ code: "unwritable-folder", at: { flag: "--out" } });

    const long = { name: `${"n".repeat(300)}.yaml`, content: "" };
    const other = await errorOf(writeFiles(join(folder, "new", "deep"), [...files, long]));
    expect(other.diagnostics[0]?.why).toContain("too long");
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  it("replaces a symbolic link and leaves alone what it points at", async () => {
    const outside = join(folder, "outside");
    writeFileSync(outside, "mine\n");
    symlinkSync(outside, join(folder, "a.yaml"));
    await writeFiles(folder, files);
    expect(readFileSync(outside, "utf8")).toBe("mine\n");
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("a: 1\n");
  });

  it("refuses names that lead out of the folder", async () => {
    await expect(writeFiles(folder, [{ name: "../x.yaml", content: "" }])).rejects.toThrow(/not a file name/);
    await expect(writeFiles(folder, [{ name: "..", content: "" }])).rejects.toThrow(/not a file name/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("says that a folder cannot be written", async () => {
    chmodSync(folder, 0o555);
    const error = await errorOf(writeFiles(folder, files));
    expect(error.exitCode).toBe(2);
    expect(error.diagnostics[0]?.why).toContain("EACCES");
  });

  it.runIf(process.getuid?.() === 0 && process.platform === "linux")("leaves a full disk as it was", async () => {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return; // Not even root may mount here.
    }
    try {
      writeFileSync(join(folder, "a.yaml"), "old\n");
      const big = { name: "big.yaml", content: "x".repeat(1_000_000) };
      const error = await errorOf(writeFiles(folder, [...files, big]));
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error.exitCode).toBe(3);
      expect(error.diagnostics[0]?.why).toContain("disk is full");
      expect(readdirSync(folder)).toEqual(["a.yaml"]);
      expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("old\n");
    } finally {
      execFileSync("umount", [folder]);
    }
  });
});

describe("writeProblem", () => {
  const systemError = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

  it.each(["EACCES", "EROFS", "ENOTDIR", "EISDIR", "EPERM"])("%s is the input's fault", (code) => {
    const problem = writeProblem(systemError(code), "out");
    expect(problem).toMatchObject({ exitCode: 2, diagnostics: [{ why: expect.stringContaining(code) as string }] });
  });

  it.each(["ENOSPC", "EDQUOT", "EIO", "EMFILE"])("%s is the environment's", (code) => {
    expect(writeProblem(systemError(code), "out")).toMatchObject({
      exitCode: 3,
      diagnostics: [{ fix: expect.any(String) as string }],
    });
  });

  it("leaves other errors as they are", () => {
    const bug = new TypeError("x");
    expect(writeProblem(bug, "out")).toBe(bug);
  });
});

describe("staleFiles", () => {
  it("finds the files of an earlier run, and no others", async () => {
    const mine = "metadata:\n  labels:\n    app.kubernetes.io/managed-by: wildegress\n";
    await writeFiles(folder, [
      { name: "old.yaml", content: mine },
      { name: "now.yaml", content: mine },
      { name: "theirs.yaml", content: "metadata: {}\n" },
      { name: "notes.txt", content: mine },
    ]);
    expect(await staleFiles(folder, ["now.yaml"])).toEqual(["old.yaml"]);
    expect(await staleFiles(join(folder, "missing"), [])).toEqual([]);
  });
});
