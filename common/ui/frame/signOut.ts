/** One way of signing out: what the menu says, and what is sent to `/logout`. */
export interface SignOut {
	readonly label: string;
	readonly fields?: Readonly<Record<string, string>>;
}

/** Leaves by posting a real form, since the answer is a page or the way to another site. */
export const signOut = ({ fields = {} }: SignOut): void => {
	const form = document.createElement("form");
	form.method = "post";
	form.action = "/logout";
	for (const [name, value] of Object.entries(fields)) {
		const input = document.createElement("input");
		Object.assign(input, { type: "hidden", name, value });
		form.append(input);
	}
	document.body.append(form);
	form.submit();
};
