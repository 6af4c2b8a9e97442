import { chmod, constants, copyFile, mkdir } from "node:fs/promises";
import { findParts, type Parts } from "./parts.ts";
import { inRunFolder } from "./run-folder.ts";

/** Copies what the proxies run: the parts may lie in a home that only its owner enters, and the proxies have a user of their own. */
export async function placeProxyPrograms(parts: Parts): Promise<Parts> {
  await mkdir(inRunFolder("bin"));
  const placed = withPlacedPrograms(parts);
  for (const part of ["envoy", "agent"] as const) {
    await copyFile(parts[part], placed[part], constants.COPYFILE_FICLONE);
    await chmod(placed[part], 0o755);
  }
  return placed;
}

/** The parts of a mesh that is up. */
export function placedParts(): Parts {
  return withPlacedPrograms(findParts());
}

function withPlacedPrograms(parts: Parts): Parts {
  return { ...parts, envoy: inRunFolder("bin", "envoy"), agent: inRunFolder("bin", "pilot-agent") };
}
