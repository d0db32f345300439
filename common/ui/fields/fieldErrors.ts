import { ApiError } from "../api/ApiError.ts";

/**
 * What the server says about the field called `name`: as itself, or as the last part of a path (`login` is found in
 * `profile.login`). For the inputs' `error` property.
 */
export const fieldError = (error: Error | null, name: string): string | undefined =>
	problemsOf(error).find(({ field }) => field === name || field.endsWith(`.${name}`))?.message;

/** What the server says about one place of the list called `name`: `redirect_uris.0` or `redirect_uris[0]`. */
export const fieldErrorAt = (error: Error | null, name: string, place: number): string | undefined =>
	fieldError(error, `${name}.${place}`) ?? fieldError(error, `${name}[${place}]`);

/** Whether some of these fields is named; if none is, the refusal belongs above the form. */
export const namesOneOf = (error: Error | null, names: readonly string[]): boolean =>
	problemsOf(error).some(({ field }) => {
		const parts = field.split(/[.[\]]/);
		return names.some((name) => parts.includes(name));
	});

const problemsOf = (error: Error | null) => (error instanceof ApiError ? error.fields : []);
