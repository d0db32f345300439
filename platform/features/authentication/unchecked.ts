/**
 * `openid-client` gives out nothing of a token answer whose ID token does not hold: a rotated refresh token would be lost with
 * it. So the ID token of a refresh comes under a name that it passes over, to be checked once the refresh token is kept.
 */
export const UNCHECKED_ID_TOKEN = "unchecked_id_token";

/** A token answer with its ID token under that name. */
export const holdBackIdToken = async (answer: Response): Promise<Response> => {
	const body: unknown = await answer
		.clone()
		.json()
		.catch(() => undefined);
	if (typeof body !== "object" || body === null || !("id_token" in body)) return answer;
	const { id_token: idToken, ...others } = body;
	const { status, statusText, headers } = answer;
	return Response.json({ ...others, [UNCHECKED_ID_TOKEN]: idToken }, { status, statusText, headers });
};
