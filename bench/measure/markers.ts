/** `text` with what stands between the markers of that name replaced. @throws Error where the markers are not there. */
export const between = (text: string, name: string, content: string): string => {
	const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from === -1 || to < from) throw new Error(`there are no markers "${name}"`);
	return `${text.slice(0, from + begin.length)}\n${content.trim()}\n${text.slice(to)}`;
};
