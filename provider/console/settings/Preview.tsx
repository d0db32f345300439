import "./preview.css";
import type { LooksSettings } from "../api.ts";
import { PAGE, type Theme, USUAL } from "./themes.ts";

interface PreviewProps {
	readonly looks: LooksSettings;
	/** Its address. */
	readonly logo: string | null;
	readonly theme: Theme;
}

const COLOUR = /^#[0-9a-f]{6}$/i;

/** A picture of the sign-in page. It is no form: nobody is to type a password into it. */
export const Preview = ({ looks: { name, signInText, accent }, logo, theme }: PreviewProps) => {
	const chosen = accent[theme] ?? "";
	const { ground, card, line, ink, quiet, buttonInk } = PAGE[theme];
	const style = {
		"--p-accent": COLOUR.test(chosen) ? chosen : USUAL[theme],
		"--p-ground": ground,
		"--p-card": card,
		"--p-line": line,
		"--p-ink": ink,
		"--p-quiet": quiet,
		"--p-button": buttonInk,
	};
	return (
		<figure className="sg-preview" style={style as never} role="img" aria-label={`Sign-in page of ${name}, ${theme}`}>
			<div aria-hidden>
				<div className="sg-preview-brand">
					{logo === null ? <span className="sg-preview-mark" /> : <img src={logo} alt="" />}
					<span>{name || "Signet"}</span>
				</div>
				<div className="sg-preview-card">
					<strong>Sign in</strong>
					<span className="sg-preview-quiet">Username or email</span>
					<span className="sg-preview-field" />
					<span className="sg-preview-quiet">Password</span>
					<span className="sg-preview-field" />
					<span className="sg-preview-button">Sign in</span>
					<span className="sg-preview-link">Forgot your password?</span>
					{signInText && <span className="sg-preview-text">{signInText}</span>}
				</div>
			</div>
		</figure>
	);
};
