/** A line of a CSV file (RFC 4180). */
export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/**
 * What a spreadsheet could take for a formula (CWE-1236) gets an apostrophe, where the cell begins and where it would begin anew: after
 * `;`, a tab or a line break, which some spreadsheets divide cells at, quoted or not. Fullwidth signs count as signs too.
 */
export const csvCell = (text: string | null): string => {
	const harmless = (text ?? "")
		.replace(/^[\t\r\n]|^[ "]*[=+\-@\uff1d\uff0b\uff0d\uff20]/, "'$&")
		.replaceAll(/([;\t\r\n][ "]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'$2");
	return `"${harmless.replaceAll('"', '""')}"`;
};
