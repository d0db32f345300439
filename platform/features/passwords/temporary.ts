import { randomInt } from "node:crypto";

/** No letters or digits that look alike. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password to be read out or typed once: four groups of four, 79 bits. */
export const newTemporaryPassword = (): string => {
	const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
	return Array.from({ length: 4 }, group).join("-");
};
