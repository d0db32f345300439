/** Where a file stands in the house, read off its path alone. */
export interface Place {
	readonly path: string;
	/** `provider`, `platform`, `common`, or a folder beside them such as `tests`. */
	readonly area: string;
	/** The feature's folder, such as `provider/features/users`; `undefined` outside of features. */
	readonly feature: string | undefined;
	readonly rung: Rung;
}

/** `noun` is the feature's own file, `helper` any other file on its rung. */
export type Rung =
	| "main"
	| "app"
	| "gate"
	| "database"
	| "migration"
	| "oidc"
	| "page"
	| "console"
	| "words"
	| "routes"
	| "noun"
	| "helper"
	| "store"
	| "table"
	| "test"
	| "other";

const byName: readonly (readonly [RegExp, Rung])[] = [
	[/\.(test|harness)\.tsx?$/, "test"],
	[/^common\/words\/|^\w+\/languages\//, "words"],
	[/^\w+\/console\//, "console"],
	[/^common\/ui\//, "console"],
	[/\.routes\.ts$/, "routes"],
	[/\.store\.ts$/, "store"],
	[/\.table\.ts$/, "table"],
	[/^\w+\/features\/([\w-]+)\/\1\.ts$/, "noun"],
	[/^\w+\/features\//, "helper"],
	[/^\w+\/oidc\//, "oidc"],
	[/^\w+\/pages\//, "page"],
	[/^\w+\/migrations\//, "migration"],
];

export const placeOf = (path: string): Place => {
	const area = path.split("/")[0] ?? "";
	const feature = /^(provider|platform)\/features\/[\w-]+(?=\/)/.exec(path)?.[0];
	const root = /^(?:provider|platform)\/(main|app|gate|database)\.ts$/.exec(path)?.[1] as Rung | undefined;
	const rung = root ?? byName.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
	return { path, area, feature, rung };
};
