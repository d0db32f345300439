import { Button, FileInput, Group, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import type { PeopleImport } from "./types.ts";
import { fileOf, remember, send } from "./upload.ts";

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Sends the file; after a reload the same one has to be chosen once more, and goes on where it broke off. */
export const UploadCard = ({ one }: { readonly one: PeopleImport }) => {
	const { id, size, name } = one;
	const [file, setFile] = useState(() => fileOf(id));
	const [received, setReceived] = useState(one.received);
	const [error, setError] = useState<Error | null>(null);
	const [chosen, choose] = useState<File>();
	const queries = useQueryClient();
	const begin = one.received;
	useEffect(() => {
		if (!file) return;
		const stop = new AbortController();
		send({ id, received: begin }, file, { onProgress: setReceived, signal: stop.signal }).then(
			() => (stop.signal.aborted ? undefined : queries.invalidateQueries()),
			(thrown: Error) => {
				setError(thrown);
				setFile(undefined);
			},
		);
		return () => stop.abort();
	}, [id, file, begin, queries]);
	const other = chosen !== undefined && chosen.size !== size;
	return (
		<Card title={file ? "Uploading" : "The upload is not complete"}>
			<Stack gap="sm">
				<Progress value={(100 * received) / size} aria-label="Uploaded" />
				<Text size="sm">
					{megabytes(received)} of {megabytes(size)}
				</Text>
				<FormError error={error} />
				{!file && (
					<Group align="flex-end" gap="sm">
						<FileInput
							flex="1 1 240px"
							maw={480}
							label="The same file again"
							description={`${name}. It goes on where it broke off; a file that has changed needs a new import.`}
							placeholder="Choose a file"
							accept=".csv,text/csv"
							value={chosen ?? null}
							error={other ? "This file has another length." : undefined}
							onChange={(next) => choose(next ?? undefined)}
						/>
						<Button
							disabled={chosen === undefined || other}
							onClick={() => {
								if (chosen === undefined) return;
								setError(null);
								remember(id, chosen);
								setFile(chosen);
							}}
						>
							Go on
						</Button>
					</Group>
				)}
			</Stack>
		</Card>
	);
};
