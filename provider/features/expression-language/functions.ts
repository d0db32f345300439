import { groupFunctions } from "./group-functions.ts";
import type { EvaluatedFunction } from "./signature.ts";
import { define } from "./signature.ts";
import { textFunctions } from "./text-functions.ts";
import { asList, asNumber, asText, equals } from "./values.ts";

const listFunctions: Readonly<Record<string, EvaluatedFunction>> = {
	"Arrays.add": define(2, 2, ([list = null, value = null]) => [...asList(list), value]),
	"Arrays.remove": define(2, 2, ([list = null, value = null]) => asList(list).filter((one) => !equals(one, value))),
	"Arrays.clear": define(1, 1, () => []),
	"Arrays.get": define(2, 2, ([list = null, at = null]) => asList(list)[asNumber(at) ?? -1] ?? null),
	"Arrays.flatten": define(0, 100, (values) => values.flatMap(asList)),
	"Arrays.contains": define(2, 2, ([list = null, value = null]) => asList(list).some((one) => equals(one, value))),
	"Arrays.size": define(1, 1, ([list = null]) => asList(list).length),
	"Arrays.isEmpty": define(1, 1, ([list = null]) => asList(list).length === 0),
	"Arrays.toCsvString": define(1, 1, ([list = null]) => asList(list).map(asText).join(",")),
};

/** Without `Iso3166Convert` and the readers of other clocks: nobody's rules have been seen to use them. */
const conversions: Readonly<Record<string, EvaluatedFunction>> = {
	"Convert.toInt": define(1, 1, ([value = null]) => {
		const number = asNumber(value);
		return number === undefined ? null : Math.round(number);
	}),
	"Convert.toNum": define(1, 1, ([value = null]) => asNumber(value) ?? null),
	"Time.now": define(0, 0, () => new Date().toISOString()),
};

const functions: Readonly<Record<string, EvaluatedFunction>> = {
	...textFunctions,
	...listFunctions,
	...conversions,
	...groupFunctions,
};

export const functionOf = (name: string): EvaluatedFunction | undefined =>
	Object.hasOwn(functions, name) ? functions[name] : undefined;
