/** A field whose value counts to the letter. */
export const asCode = {
	spellCheck: false,
	autoCapitalize: "none",
	styles: { input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 } },
} as const;
