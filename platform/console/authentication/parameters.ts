/** `name=value` lines, as they are typed, to parameters; a line that is not that has none. */
export const parametersIn = (text: string): Readonly<Record<string, string>> =>
	Object.fromEntries(
		text
			.split("\n")
			.map(parameterIn)
			.filter((pair) => pair !== undefined),
	);

/** The numbers of the lines, from 1, that are neither empty nor `name=value`. */
export const otherLinesIn = (text: string): readonly number[] =>
	text.split("\n").flatMap((line, at) => (line.trim() === "" || parameterIn(line) ? [] : [at + 1]));

export const linesOf = (parameters: Readonly<Record<string, string>>): string =>
	Object.entries(parameters)
		.map(([name, value]) => `${name}=${value}`)
		.join("\n");

const parameterIn = (line: string): readonly [name: string, value: string] | undefined => {
	const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(line)?.map((part) => part.trim()) ?? [];
	return name === "" || value === "" ? undefined : [name, value];
};
