import type { Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "vitest/config";

export function yamlForEsbuild(): EsbuildPlugin;

export function yamlForVite(): Plugin;
