import type { Plugin } from "vitest/config";

export function yamlForVite(): Plugin;
