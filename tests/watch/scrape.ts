/** What a scrape printed: values by name and labels, as written. */
export type Samples = ReadonlyMap<string, number>;

export const scrape = async (half: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
	const answer = await fetch(`${half}/metrics`, { headers });
	if (answer.status !== 200) throw new Error(`/metrics: ${answer.status}`);
	return answer.text();
};

/** Reads the text format, version 0.0.4. Throws at a line that is none of it. */
export const readSamples = (text: string): Samples => {
	const samples = new Map<string, number>();
	for (const line of text.split("\n")) {
		if (line === "" || /^# (?:HELP|TYPE) \w+ /.test(line)) continue;
		const [, series = "", value = ""] = /^([a-z_]\w*(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$/.exec(line) ?? [];
		if (series === "" || samples.has(series)) throw new Error(`not a line of its own: ${line}`);
		samples.set(series, Number(value));
	}
	return samples;
};
