import { randomBytes } from "node:crypto";

let counter = 0;
let latest = 0;

/**
 * A UUID of version 7 (RFC 9562 section 5.7) for an event at `milliseconds` since the epoch, with a counter after the time
 * (section 6.2, method 1): the events that one process writes within a millisecond keep their order.
 */
export const newEventId = (milliseconds: number): string => {
	counter = milliseconds === latest ? counter + 1 : 0;
	latest = milliseconds;
	const bytes = randomBytes(16);
	bytes.writeUIntBE(milliseconds, 0, 6);
	bytes.writeUInt16BE(0x7000 | (counter & 0x0fff), 6);
	bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const VERSION_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** When the event with this id was published, ISO 8601; undefined for an id that no event has. */
export const timeOfEventId = (id: string): string | undefined => {
	const [, high, low] = VERSION_7.exec(id) ?? [];
	return high === undefined ? undefined : new Date(Number.parseInt(`${high}${low}`, 16)).toISOString();
};
