import type { CSSVariablesResolver } from "@mantine/core";

/** Where the library's own derived colours are too faint for text (WCAG 2.2, 1.4.3), or need a name of ours. */
export const variables: CSSVariablesResolver = () => ({
	variables: {},
	light: {
		"--mantine-color-dimmed": "#55605c",
		"--mantine-color-placeholder": "#68736e",
		"--mantine-color-error": "#a3261d",
		"--mantine-color-default-border": "#d9ddd6",
		"--mantine-color-anchor": "#0f5f53",
		"--signet-ground": "#f4f5f2",
		"--signet-field-line": "#7d8783",
		"--signet-bar": "#0b3d35",
		"--signet-focus": "#0f5f53",
	},
	dark: {
		"--mantine-color-dimmed": "#aab5b0",
		"--mantine-color-placeholder": "#929e99",
		"--mantine-color-error": "#ff9c8f",
		"--mantine-color-default-border": "#37403e",
		"--mantine-color-anchor": "#6fd0bd",
		"--mantine-color-pine-light": "#1d3a35",
		"--mantine-color-pine-light-hover": "#254a43",
		"--mantine-color-pine-light-color": "#9fe3d4",
		"--mantine-color-gray-light": "#333d3a",
		"--mantine-color-gray-light-hover": "#3d4946",
		"--mantine-color-gray-light-color": "#d5dcd8",
		"--mantine-color-yellow-light": "#3d3214",
		"--mantine-color-yellow-light-color": "#f0d68d",
		"--mantine-color-red-light": "#452320",
		"--mantine-color-red-light-color": "#ffb8ae",
		"--signet-ground": "#141817",
		"--signet-field-line": "#7d8a86",
		"--signet-bar": "#0a2621",
		"--signet-focus": "#6fd0bd",
	},
});
