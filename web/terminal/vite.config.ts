import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// Pages are served by Django under a strict content policy: every asset is a file of its own below
// /static/terminal/, nothing is inlined and nothing is evaluated.
export default defineConfig({
  base: "/static/terminal/",
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    sourcemap: false,
  },
  test: { include: ["src/**/*.test.ts", "tests/**/*.test.ts"], environment: "node" },
});
