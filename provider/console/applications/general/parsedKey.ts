const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "k"];

interface Parsed {
	readonly key?: Readonly<Record<string, unknown>>;
	/** Why there is none. */
	readonly mistake?: string;
}

/** The key that somebody has pasted: by itself, or as the only one of a set. What is private must not leave the page. */
export const parsedKey = (text: string): Parsed => {
	const given = parsed(text);
	const key = isObject(given) && Array.isArray(given["keys"]) && given["keys"].length === 1 ? given["keys"][0] : given;
	if (!isObject(key)) return { mistake: "This is not a JSON Web Key: paste one JSON object." };
	if (PRIVATE.some((member) => member in key)) {
		return { mistake: "This is a private key. Paste the public key alone; this one was not sent anywhere." };
	}
	return { key };
};

const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
