/** Milliseconds between two lines: on a terminal one line moves. */
const ON_TERMINAL = 100;
const ELSEWHERE = 5_000;

const count = (value: number): string => value.toLocaleString("en-US");

/** Tells how far the sealing is. */
export const createProgress = (stream: NodeJS.WriteStream) => {
	let told = 0;
	let open = false;
	return {
		of: (name: string) => (done: number, of: number) => {
			const now = Date.now();
			if (done < of && now - told < (stream.isTTY ? ON_TERMINAL : ELSEWHERE)) return;
			told = now;
			const line = `${name}: ${count(done)} of ${count(of)} sealed anew`;
			stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `signet: ${line}\n`);
			open = stream.isTTY;
		},
		end() {
			if (open) stream.write("\n");
			open = false;
			told = 0;
		},
	};
};
