const SHAPE = /^P(?:(\d{1,7})W|(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})S)?)?)$/;

/** Minutes of an ISO 8601 duration of weeks, days, hours, minutes and seconds; undefined for any other text. */
export const minutesOf = (text: string): number | undefined => {
	const parts = SHAPE.exec(text)?.slice(1);
	if (parts === undefined || /[PT]$/.test(text)) return undefined;
	const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
	return ((weeks * 7 + days) * 24 + hours) * 60 + minutes + seconds / 60;
};
