import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/programs/run-program.ts";

const node = (script: string, options = {}) => runProgram(process.execPath, ["-e", script], options);

describe("runProgram", () => {
  test("gives output and exit code", async () => {
    expect(await node("console.log(1); console.error(2); process.exitCode = 7")).toEqual({
      code: 7,
      stdout: "1\n",
      stderr: "2\n",
    });
  });

  test("hands over standard input, and survives a program that does not read it", async () => {
    expect((await node("process.stdin.pipe(process.stdout)", { input: "abc" })).stdout).toBe("abc");
    expect((await node("process.exit(0)", { input: "x".repeat(1e7) })).code).toBe(0);
    expect((await node("process.stdin.on('end', () => console.log('end')).resume()")).stdout).toBe("end\n");
  });

  test("tells a missing program, one that hangs, and one that a signal ends", async () => {
    expect(await runProgram("wildegress-no-such-program", [])).toMatchObject({ code: undefined, failure: "missing" });
    expect(await node("setInterval(() => {}, 1000)", { timeoutMs: 300 })).toMatchObject({ failure: "timeout" });
    expect(await node("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ code: undefined, failure: "failed" });
  });

  test("passes arguments without a shell", async () => {
    expect((await runProgram(process.execPath, ["-p", "process.argv[1]", "$HOME; *"])).stdout).toBe("$HOME; *\n");
  });
});
