import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const ops = join(import.meta.dirname, "../../ops");

interface Rule {
	readonly alert: string;
	readonly expr: string;
	readonly labels: { readonly severity: string };
	readonly annotations: { readonly summary: string; readonly runbook: string };
}

/** The rules of `ops/prometheus/alerts.yml`. */
export const alertRules = (): readonly Rule[] => {
	const { groups } = parse(readFileSync(join(ops, "prometheus/alerts.yml"), "utf8")) as { groups: { rules: Rule[] }[] };
	return groups.flatMap(({ rules }) => rules);
};

export const alertExpressions = (): readonly string[] => alertRules().map(({ expr }) => expr);

interface Panel {
	readonly id: number;
	readonly type: string;
	readonly title: string;
	readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
	readonly datasource?: { readonly type: string; readonly uid: string };
	readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

export interface Dashboard {
	readonly title: string;
	readonly uid: string;
	readonly schemaVersion: number;
	readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[] };
	readonly panels: readonly Panel[];
}

/** `ops/grafana/signet.json`. */
export const dashboard = (): Dashboard => JSON.parse(readFileSync(join(ops, "grafana/signet.json"), "utf8")) as Dashboard;

export const dashboardExpressions = (): readonly string[] => {
	const expressions = dashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
	assert.ok(expressions.length > 0);
	return expressions;
};
