import { useEffect, useState } from "react";

/** An address under which the page itself can show `file`, for as long as it is shown. */
export const useObjectUrl = (file: File | undefined): string | undefined => {
	const [url, setUrl] = useState<string>();
	useEffect(() => {
		if (file === undefined) return;
		const made = URL.createObjectURL(file);
		setUrl(made);
		return () => {
			URL.revokeObjectURL(made);
			setUrl(undefined);
		};
	}, [file]);
	return url;
};
