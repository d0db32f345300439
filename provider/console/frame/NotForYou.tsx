import { ButtonLink } from "#common/ui/links.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";

/** What a person sees who is no administrator. */
export const NotForYou = () => (
	<>
		<PageHeader
			title="For administrators only"
			description="Your account is not an administrator's, so there is nothing for you to manage here. If you need to, ask one of your administrators for the role."
		/>
		<ButtonLink to="/">My applications</ButtonLink>
	</>
);
