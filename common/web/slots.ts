/** What is known of an object that somebody else made, for as long as the object is there. */
export interface Slot<Value> {
	get(of: object): Value | undefined;
	set(of: object, value: Value): void;
}

/**
 * A slot under a symbol that is known here alone. For what lives as long as a request a WeakMap would be dear: its entries keep what they
 * refer to through V8's collections of young objects, so that every request with all that hangs on it grows old first.
 */
export const slot = <Value>(name: string): Slot<Value> => {
	const key = Symbol(name);
	type Holder = { [key]?: Value };
	return {
		get: (of) => (of as Holder)[key],
		set: (of, value) => {
			(of as Holder)[key] = value;
		},
	};
};
