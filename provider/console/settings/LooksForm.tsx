import { Button, ColorInput, Group, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { useUnsaved } from "#common/ui/page/unsaved.ts";
import type { LooksSettings } from "../api.ts";
import { USUAL } from "./themes.ts";

interface LooksFormProps {
	readonly saved: LooksSettings;
	readonly draft: LooksSettings;
	readonly may: boolean;
	readonly onChange: (draft: LooksSettings) => void;
}

const FIELDS = ["name", "signInText", "accent"];
const THEMES = [
	["light", "Colour on light pages"],
	["dark", "Colour on dark pages"],
] as const;

/** The organisation's name, its colours, and what stands below the sign-in form. */
export const LooksForm = ({ saved, draft, may, onChange }: LooksFormProps) => {
	const changed = JSON.stringify({ ...saved, logo: null }) !== JSON.stringify({ ...draft, logo: null });
	useUnsaved(changed);
	const save = useAction({
		act: () => call<LooksSettings>("PUT", "/api/v1/internal/looks", { ...draft, logo: undefined }),
		done: "The looks have been saved.",
		onDone: (answer) => onChange(answer),
	});
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				save.run();
			}}
		>
			<Stack gap="md">
				<FormError error={save.error} fields={FIELDS} />
				<TextInput
					label="Organisation name"
					description="On every page and in every mail."
					required
					maxLength={100}
					readOnly={!may}
					value={draft.name}
					error={fieldError(save.error, "name")}
					onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
				/>
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					{THEMES.map(([theme, label]) => (
						<ColorInput
							key={theme}
							label={label}
							description="Of buttons and links. Empty: Signet's own."
							placeholder={USUAL[theme]}
							format="hex"
							withEyeDropper={false}
							fixOnBlur={false}
							readOnly={!may}
							value={draft.accent[theme] ?? ""}
							error={fieldError(save.error, `accent.${theme}`)}
							onChange={(colour) => onChange({ ...draft, accent: { ...draft.accent, [theme]: colour === "" ? null : colour } })}
						/>
					))}
				</SimpleGrid>
				<Textarea
					label="Text on the sign-in page"
					description="Whom to call, what to know. Plain text, at most 1,000 characters."
					autosize
					minRows={3}
					maxLength={1000}
					readOnly={!may}
					value={draft.signInText ?? ""}
					error={fieldError(save.error, "signInText")}
					onChange={(event) => onChange({ ...draft, signInText: event.currentTarget.value || null })}
				/>
				{may && (
					<Group gap="xs">
						<Button type="submit" loading={save.running} disabled={!changed}>
							Save
						</Button>
						<Button
							variant="default"
							disabled={!changed}
							onClick={() => {
								save.reset();
								onChange(saved);
							}}
						>
							Cancel
						</Button>
					</Group>
				)}
			</Stack>
		</form>
	);
};
