// Collects the licences of what is bundled: their terms ask that the text goes along.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  name: string;
  version: string;
  license?: string;
}

function packageOf(file: string): string | null {
  let folder = dirname(file.split("?")[0] ?? file);
  while (folder.includes("node_modules")) {
    if (existsSync(join(folder, "package.json")) && (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Partial<Package>).version) return folder;
    folder = dirname(folder);
  }
  return null;
}

function entry(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : (license ?? "");
  return `${name} ${version}\n\n${text}\n`;
}

/** Writes licences.txt beside the bundle: each package that is in it, or whose fonts are, with its licence. */
export function licences(others: readonly string[]): Plugin {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
      const folders = new Set([...modules.map(packageOf), ...others].filter((folder) => folder !== null));
      this.emitFile({ type: "asset", fileName: "licences.txt", source: [...folders].sort().map(entry).join("\n----\n\n") });
    },
  };
}
