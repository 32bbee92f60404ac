import { defineConfig, type UserConfig } from "vite";
import { licences } from "./licences";

const plugins = [licences(["node_modules/@fontsource-variable/ibm-plex-sans", "node_modules/@fontsource-variable/source-serif-4"])];
const jsx = { jsx: "automatic", jsxImportSource: "preact" } as const;

// The pages that `kg serve` hands out: hashed files below /static/assets.
const served: UserConfig = {
  base: "/static/",
  plugins,
  esbuild: jsx,
  define: { __OFFLINE__: "false" },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/sparql": "http://127.0.0.1:8000", "/ontology.json": "http://127.0.0.1:8000" } },
};

// The explorer as one classic script and one sheet, for a file that is opened from disk.
const offline: UserConfig = {
  base: "./",
  plugins,
  esbuild: jsx,
  define: { __OFFLINE__: "true" },
  publicDir: false,
  build: {
    outDir: "../static/offline",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 200_000,
    cssCodeSplit: false,
    rollupOptions: {
      input: "src/offline.tsx",
      output: { format: "iife", inlineDynamicImports: true, entryFileNames: "app.js", assetFileNames: "app[extname]" },
    },
  },
};

export default defineConfig(({ mode }) => (mode === "offline" ? offline : served));
