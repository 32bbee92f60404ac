import { defineConfig } from "vitest/config";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  define: { __OFFLINE__: "false" },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
