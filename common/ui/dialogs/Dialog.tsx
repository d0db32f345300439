import { Modal, type ModalProps } from "@mantine/core";
import { useEffect } from "react";
import { useWords } from "../words/useWords.tsx";

type DialogProps = Pick<ModalProps, "opened" | "onClose" | "title" | "size" | "closeOnClickOutside" | "children">;

/** Something over the page. Where a click beside it does not close it, Escape does not either. Afterwards the focus is back where it was, whether the dialog closes or is taken away. */
export const Dialog = (props: DialogProps) => {
	const { say } = useWords();
	useEffect(() => {
		if (!props.opened) return;
		const before = opener();
		return () => (before?.isConnected ? before : document.getElementById("main"))?.focus({ preventScroll: true });
	}, [props.opened]);
	return (
		<Modal
			{...props}
			closeOnEscape={props.closeOnClickOutside ?? true}
			returnFocus={false}
			closeButtonProps={{ "aria-label": say("Close") }}
		/>
	);
};

/** What has the focus; for an item of a menu, which is about to go, the button that opened the menu. */
const opener = (): HTMLElement | null => {
	const focused = document.activeElement;
	const menu = focused?.closest('[role="menu"]');
	if (menu) return document.getElementById(menu.getAttribute("aria-labelledby") ?? "");
	return focused instanceof HTMLElement ? focused : null;
};
