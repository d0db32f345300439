import { Button } from "@mantine/core";
import { withQuery } from "#common/ui/api/call.ts";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";

/** What an administrator sees whose session proves less than the console asks for. */
export const Locked = () => (
	<>
		<PageHeader
			title="Confirm that it is you"
			description="The console can change who gets in and where to. It asks for one more proof than the one with which you signed in."
		/>
		<Button component="a" href={withQuery("/login/again", { next: location.pathname + location.search })}>
			Confirm
		</Button>
	</>
);
