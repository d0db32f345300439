import { Button, Group } from "@mantine/core";
import type { ListState } from "../api/useList.ts";

interface PagerProps {
	readonly list: ListState<unknown>;
	readonly label: string;
}

/** The ways to the pages beside this one; nothing where all of the list is on one page. */
export const Pager = ({ list: { page, total, next, previous, items }, label }: PagerProps) => {
	if (next === undefined && previous === undefined) return null;
	return (
		<nav className="sg-pager" aria-label={`Pages of ${label}`}>
			<span aria-live="polite">
				Page {page}
				{total !== undefined && items.length > 0 && ` · ${total} in all`}
			</span>
			<Group gap="xs" wrap="nowrap">
				<Button size="xs" variant="default" disabled={previous === undefined} onClick={previous}>
					Previous
				</Button>
				<Button size="xs" variant="default" disabled={next === undefined} onClick={next}>
					Next
				</Button>
			</Group>
		</nav>
	);
};
