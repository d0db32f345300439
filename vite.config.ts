import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Builds one half's console: `vite build --mode provider` or `--mode platform` writes `<half>/console/dist`. */
export default defineConfig(({ mode }) => {
	if (mode !== "provider" && mode !== "platform") throw new Error(`--mode must be provider or platform, not ${mode}`);
	return {
		root: `${import.meta.dirname}/${mode}/console`,
		base: "/console-assets/",
		plugins: [react()],
		build: { outDir: "dist", assetsDir: "", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
	};
});
