import { createTheme, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
	"#eef6f3",
	"#d8ebe5",
	"#b4d9ce",
	"#8fcabb",
	"#6fd0bd",
	"#2f9483",
	"#177364",
	"#0f5f53",
	"#0c4d44",
	"#083a33",
];

const stone: MantineColorsTuple = [
	"#f4f5f2",
	"#eceeea",
	"#e3e7e1",
	"#d9ddd6",
	"#c5ccc4",
	"#9aa49f",
	"#7d8783",
	"#55605c",
	"#37403e",
	"#1b2422",
];

const night: MantineColorsTuple = [
	"#edf1ee",
	"#ced6d2",
	"#aab5b0",
	"#7d8a86",
	"#4a5653",
	"#37403e",
	"#28302e",
	"#1d2322",
	"#141817",
	"#0d100f",
];

const brick: MantineColorsTuple = [
	"#fcefed",
	"#f8dcd8",
	"#f3bdb5",
	"#ff9c8f",
	"#e8776a",
	"#cb4033",
	"#b3332a",
	"#a3261d",
	"#861f18",
	"#691913",
];

const ochre: MantineColorsTuple = [
	"#fdf6e3",
	"#f8e9bf",
	"#f0d68d",
	"#e5be5a",
	"#d3a53a",
	"#b98a1d",
	"#956d12",
	"#76560d",
	"#5c430a",
	"#432f05",
];

/** The colours of the rendered pages, as scales: pine for what acts, stone and night for what rests, brick for what hurts. */
export const theme = createTheme({
	primaryColor: "pine",
	primaryShade: { light: 7, dark: 6 },
	respectReducedMotion: true,
	autoContrast: true,
	luminanceThreshold: 0.4,
	colors: { pine, gray: stone, dark: night, red: brick, yellow: ochre },
	white: "#ffffff",
	black: "#1b2422",
	defaultRadius: "md",
	radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
	spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
	fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
	fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
	fontSizes: { xs: "12.5px", sm: "14px", md: "15px", lg: "17px", xl: "20px" },
	lineHeights: { xs: "1.4", sm: "1.45", md: "1.55", lg: "1.6", xl: "1.65" },
	headings: {
		fontWeight: "650",
		sizes: {
			h1: { fontSize: "26px", lineHeight: "1.25" },
			h2: { fontSize: "19px", lineHeight: "1.3" },
			h3: { fontSize: "16px", lineHeight: "1.4" },
			h4: { fontSize: "15px", lineHeight: "1.45" },
		},
	},
	components: {
		Modal: { defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
		// The mark of required fields is in the style sheet, so that it is no part of the label.
		InputWrapper: { defaultProps: { withAsterisk: false } },
		Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
		Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
		Tooltip: { defaultProps: { withArrow: true } },
		Paper: { defaultProps: { radius: "lg" } },
		Badge: { defaultProps: { variant: "light", radius: "sm", size: "md", tt: "none" } },
		Select: { defaultProps: { allowDeselect: false } },
	},
});
