import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertRules, dashboard, dashboardExpressions } from "./shipped.ts";

/** Brackets that match, as far as PromQL's texts in quotes let them count. */
const isBalanced = (expression: string): boolean => {
	const open: string[] = [];
	const closes: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
	for (const sign of expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "")) {
		if ("([{".includes(sign)) open.push(sign);
		else if (sign in closes && open.pop() !== closes[sign]) return false;
	}
	return open.length === 0;
};

describe("the dashboard for Grafana", () => {
	it("asks for its data source at import, and every panel takes it from there", () => {
		const { templating, panels, uid, schemaVersion } = dashboard();
		assert.ok(uid && schemaVersion > 30);
		assert.deepEqual(
			templating.list.filter(({ type }) => type === "datasource").map(({ name, query }) => [name, query]),
			[["datasource", "prometheus"]],
		);
		for (const { type, datasource, targets = [], title } of panels) {
			if (type === "row") continue;
			for (const { uid: from } of [datasource ?? { uid: "" }, ...targets.map((target) => target.datasource)])
				assert.equal(from, `\${datasource}`, title);
			assert.ok(targets.length > 0, title);
		}
	});

	it("has panels that lie beside each other", () => {
		const { panels } = dashboard();
		assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
		const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
			Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
		);
		assert.equal(new Set(cells).size, cells.length);
		assert.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
	});

	it("has expressions whose brackets match, each for the chosen half and replica", () => {
		for (const expression of dashboardExpressions()) {
			assert.ok(isBalanced(expression), expression);
			assert.match(expression, /job=~"\$job"/);
		}
	});
});

describe("the alert rules for Prometheus", () => {
	it("have a name of their own, a severity, a sentence, and what to do", () => {
		const rules = alertRules();
		assert.ok(rules.length > 10);
		assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
		for (const { alert, expr, labels, annotations } of rules) {
			assert.match(alert, /^Signet[A-Z]\w+$/);
			assert.ok(isBalanced(expr), alert);
			assert.ok(["critical", "warning", "info"].includes(labels.severity), alert);
			assert.match(annotations.summary, /\.$/, alert);
			assert.match(annotations.runbook, /\.$/, alert);
		}
	});
});
