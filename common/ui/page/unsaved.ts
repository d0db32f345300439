import { useEffect } from "react";

/** What stands on screen and would be lost by leaving. */
const unsaved = new Set<object>();

/** Says of a form whether something is typed in it that is not saved. */
export const useUnsaved = (typed: boolean): void =>
	useEffect(() => {
		if (!typed) return;
		const form = {};
		unsaved.add(form);
		return () => {
			unsaved.delete(form);
		};
	}, [typed]);

/** Whether leaving the page would lose something. */
export const isUnsaved = (): boolean => unsaved.size > 0;
