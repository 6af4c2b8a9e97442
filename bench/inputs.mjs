import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the large inputs into a folder.
 *
 * @returns {{ domains: (count: number) => string, policies: (count: number) => string }} paths of files with that many
 */
export function inputsIn(folder) {
  const write = (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const numbers = (count) => Array.from({ length: count }, (_, index) => index);
  return {
    domains: (count) =>
      write(
        `domains-${count}.txt`,
        `${numbers(count)
          .map((n) => `*.service-${n}.example-${n % 97}.org`)
          .join("\n")}\n`,
      ),
    policies: (count) =>
      write(
        `policies-${count}.yaml`,
        `policies:\n${numbers(count)
          .map((n) => `- name: policy-${n}\n  domains: ["*.service-${n}.example.org"]\n`)
          .join("")}`,
      ),
  };
}
