import { Container } from "@mantine/core";
import { ButtonLink } from "#common/ui/links.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";

/** What an address that no page has answers with. */
export const NothingHere = () => (
	<Container component="main" size="sm" py={64}>
		<PageHeader title="Nothing here" description="There is no page at this address. It may have been moved or mistyped." />
		<ButtonLink to="/">My applications</ButtonLink>
	</Container>
);
