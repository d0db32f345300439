import type { Import } from "./parse.ts";
import type { Place, Rung } from "./place.ts";

/** An import of the project's own, and where it leads. */
export interface Step {
	readonly from: Place;
	readonly to: Place;
	readonly typeOnly: boolean;
}

/** Answers the sentence that says what is wrong, or undefined. */
type Rule = (step: Step) => string | undefined;

const isHalf = (area: string): boolean => area === "provider" || area === "platform";
/** What people run; the rest of the tree is for those who work on it. */
const isProduct = ({ area }: Place): boolean => isHalf(area) || area === "common";
const onRung = (place: Place, ...rungs: readonly Rung[]): boolean => rungs.includes(place.rung);

const halvesApart: Rule = ({ from, to }) =>
	isHalf(from.area) && isHalf(to.area) && from.area !== to.area
		? `imports ${to.path}: the halves meet over OpenID Connect and nothing else`
		: undefined;

const commonKnowsNoHalf: Rule = ({ from, to }) =>
	from.area === "common" && isHalf(to.area) ? `imports ${to.path}: common/ knows neither half` : undefined;

const productStandsAlone: Rule = ({ from, to }) =>
	isProduct(from) && !isProduct(to) ? `imports ${to.path}: what people run needs no test, script or bench` : undefined;

const browserAndServerApart: Rule = ({ from, to, typeOnly }) => {
	if (onRung(from, "console") === onRung(to, "console") || typeOnly || onRung(to, "words")) return undefined;
	return onRung(from, "console")
		? `imports ${to.path}: a console runs in the browser and takes only types from the server`
		: `imports ${to.path}: the server does not run the console's code`;
};

/** They are read on the server and in the browser. */
const wordsStandAlone: Rule = ({ from, to }) =>
	onRung(from, "words") && !onRung(to, "words") ? `imports ${to.path}: languages know nothing but words` : undefined;

const storesAtHome: Rule = ({ from, to }) => {
	if (!onRung(to, "store")) return undefined;
	const home = from.path.slice(0, from.path.lastIndexOf("/")) === to.path.slice(0, to.path.lastIndexOf("/"));
	const sameFeature = from.feature !== undefined && from.feature === to.feature;
	if (!home && !sameFeature) return `imports ${to.path}: a store belongs to its own feature; ask the feature's noun file`;
	return onRung(from, "routes") ? `imports ${to.path}: routes are HTTP only; ask the noun file` : undefined;
};

const tablesAreTypes: Rule = ({ to, typeOnly }) =>
	onRung(to, "table") && !typeOnly ? `imports ${to.path}: a table holds types only` : undefined;

const routesOnlyInApp: Rule = ({ from, to }) => {
	if (!onRung(to, "routes") || onRung(from, "app")) return undefined;
	const ownRoutes = onRung(from, "routes") && from.feature !== undefined && from.feature === to.feature;
	return ownRoutes ? undefined : `imports ${to.path}: only app.ts mounts routes, and a feature its own`;
};

/** The names of events are a catalogue of types, which the routes of every feature name. */
const isCatalogue = (place: Place): boolean => /\/(event-types|actions)\.ts$/.test(place.path);

const featuresByNoun: Rule = ({ from, to, typeOnly }) => {
	if (to.feature === undefined || from.feature === to.feature || !onRung(to, "helper")) return undefined;
	if (typeOnly && isCatalogue(to)) return undefined;
	return `imports ${to.path}: from outside, a feature is reached only through its noun file`;
};

const featuresBelowTheApp: Rule = ({ from, to, typeOnly }) => {
	if (from.feature === undefined) return undefined;
	if (onRung(to, "oidc")) return `imports ${to.path}: features do not know the engine; app.ts hands them what they need`;
	if (onRung(to, "main", "app")) return `imports ${to.path}: imports run from main.ts and app.ts to the features`;
	return onRung(to, "gate", "database") && !typeOnly ? `imports ${to.path}: only its types are open to features` : undefined;
};

const pagesForRoutes: Rule = ({ from, to }) =>
	onRung(to, "page") && onRung(from, "noun", "helper", "store", "table")
		? `imports ${to.path}: what people see is the routes' business`
		: undefined;

const storesBelowNouns: Rule = ({ from, to, typeOnly }) =>
	onRung(from, "store", "table") && onRung(to, "noun", "helper") && !typeOnly
		? `imports ${to.path}: a store takes only types from the rung above it`
		: undefined;

const rules: readonly Rule[] = [
	halvesApart,
	commonKnowsNoHalf,
	productStandsAlone,
	browserAndServerApart,
	wordsStandAlone,
	storesAtHome,
	tablesAreTypes,
	routesOnlyInApp,
	featuresByNoun,
	featuresBelowTheApp,
	pagesForRoutes,
	storesBelowNouns,
];

/** Every sentence that `step` earns. Tests, scripts and benches may look anywhere. */
export const faultsOf = (step: Step): string[] => {
	if (!isProduct(step.from) || onRung(step.from, "test")) return [];
	return rules.map((rule) => rule(step)).filter((sentence) => sentence !== undefined);
};

/** The engine has one door: nobody else may depend on how it works. */
export const packageFault = (from: Place, { target }: Import): string | undefined => {
	if (target !== "oidc-provider" || !isProduct(from) || onRung(from, "test")) return undefined;
	return from.area === "provider" && onRung(from, "oidc") ? undefined : "imports oidc-provider: only provider/oidc/ may";
};
