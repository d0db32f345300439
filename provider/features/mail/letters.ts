/** What the provider writes to people. Each has a form of its own in every language. */
export type Letter =
	/** An account was made; the link lets its owner choose a password. */
	| { readonly kind: "activation"; readonly link: string; readonly hours: number }
	/** Somebody, maybe the owner, asked for another password; `byAdministrator` where the present one is worth nothing any more. */
	| { readonly kind: "password-reset"; readonly link: string; readonly minutes: number; readonly byAdministrator?: boolean }
	| { readonly kind: "unlock"; readonly link: string; readonly minutes: number }
	/** Proves that the mailbox is theirs. */
	| { readonly kind: "email-code"; readonly code: string; readonly minutes: number }
	/** A browser that was not known signed in. `device` is such as `Firefox on Linux`. */
	| { readonly kind: "new-device"; readonly device: string; readonly address: string; readonly moment: string }
	/** `factor` is such as `Authenticator app`; `byAdministrator` where a help desk did it. */
	| {
			readonly kind: "factor-changed";
			readonly change: "added" | "removed" | "reset" | "used";
			readonly factor: string;
			readonly byAdministrator: boolean;
	  }
	| { readonly kind: "password-changed"; readonly byAdministrator: boolean }
	/** Tells an administrator that mail arrives. */
	| { readonly kind: "test" };
