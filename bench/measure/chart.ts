/** A bar chart as SVG: groups of bars, one bar for each series. No script; legible on light and dark ground. */
export interface Chart {
	readonly title: string;
	/** What the bars measure, such as `requests per second`. */
	readonly unit: string;
	readonly series: readonly string[];
	readonly groups: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
}

/** Told apart by people who see red and green alike (Okabe and Ito), and on both grounds. */
const COLOURS = ["#0072b2", "#56b4e9", "#999999", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];

const BAR = 15;
const GAP = 16;
const LABELS = 210;
const PLOT = 520;
const VALUES = 90;
const TOP = 64;

const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

const shown = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });

export const drawChart = ({ title, unit, series, groups }: Chart): string => {
	const most = Math.max(1, ...groups.flatMap(({ values }) => values.map((value) => value ?? 0)));
	const legendRows = Math.ceil(series.length / 4);
	let y = TOP + legendRows * 20;
	const bars: string[] = [];
	for (const { name, values } of groups) {
		const there = values.flatMap((value, at) => (value === undefined || Number.isNaN(value) ? [] : [{ value, at }]));
		if (there.length === 0) continue;
		bars.push(`<text class="name" x="${LABELS - 10}" y="${y + (there.length * BAR) / 2 + 4}">${escaped(name)}</text>`);
		for (const { value, at } of there) {
			const width = Math.max(1, (value / most) * PLOT);
			const label = `${series[at]}: ${shown(value)} ${unit}`;
			bars.push(
				`<rect x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 3}" fill="${COLOURS[at % COLOURS.length]}"><title>${escaped(label)}</title></rect>`,
				`<text class="value" x="${(LABELS + width + 5).toFixed(1)}" y="${y + BAR - 5}">${shown(value)}</text>`,
			);
			y += BAR;
		}
		y += GAP;
	}
	const legend = series.map((name, at) => {
		const [x, row] = [LABELS + (at % 4) * 150, TOP - 14 + Math.floor(at / 4) * 20];
		return `<rect x="${x}" y="${row - 10}" width="11" height="11" fill="${COLOURS[at % COLOURS.length]}"/><text x="${x + 16}" y="${row}">${escaped(name)}</text>`;
	});
	const [width, height] = [LABELS + PLOT + VALUES, y + 4];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.heading { font-size: 16px; font-weight: 600 }
.name { text-anchor: end; font-weight: 600 }
.value { font-size: 11px }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ground { fill: #0d1117 } }
</style>
<rect class="ground" width="${width}" height="${height}"/>
<text class="heading" x="10" y="24">${escaped(title)}</text>
<text x="10" y="50">${escaped(unit)}</text>
${[...legend, ...bars].join("\n")}
</svg>
`;
};
