/**
 * Where to go after sign-in: `next`, if it is a path of our own, else `/`. Whatever a browser could read as another host
 * (`//host`, `/\host`, a path that becomes `//host` once its dots are resolved, control characters) is refused.
 */
export const safeNext = (next: unknown, origin: string): string => {
	if (typeof next !== "string" || !next.startsWith("/") || next.includes("\\") || /\p{Cc}/u.test(next)) return "/";
	const url = URL.parse(next, origin);
	if (!url || url.origin !== origin || url.pathname.startsWith("//")) return "/";
	return `${url.pathname}${url.search}${url.hash}`;
};
