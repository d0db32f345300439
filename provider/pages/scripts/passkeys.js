// Passkeys on the pages of a sign-in: forms that say `data-passkey` are filled in by the browser. Without JavaScript, or where a browser has
// no passkeys, they stay hidden, and every other way in works.
const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } =
	globalThis.SimpleWebAuthnBrowser;

const optionsFor = async ({ dataset }) => {
	if (dataset.options) return JSON.parse(dataset.options);
	const answer = await fetch(dataset.ask, { method: "POST" });
	if (!answer.ok) throw new Error(`status ${answer.status}`);
	return (await answer.json()).publicKey;
};

const fill = async (form, useBrowserAutofill) => {
	const optionsJSON = await optionsFor(form);
	const credential =
		form.dataset.passkey === "create"
			? await startRegistration({ optionsJSON })
			: await startAuthentication({ optionsJSON, useBrowserAutofill });
	form.elements.credential.value = JSON.stringify(credential);
	form.submit();
};

/** What a person cancels, or another attempt takes the place of, is no failure of the page. */
const run = async (form, useBrowserAutofill) => {
	const alert = form.querySelector("[data-failed]");
	alert.hidden = true;
	try {
		await fill(form, useBrowserAutofill);
	} catch {
		alert.hidden = useBrowserAutofill;
	}
};

const offer = async (form) => {
	form.hidden = false;
	form.querySelector("button").addEventListener("click", (event) => {
		event.preventDefault();
		void run(form, false);
	});
	if (form.dataset.passkey === "sign-in" && (await browserSupportsWebAuthnAutofill())) await run(form, true);
};

if (browserSupportsWebAuthn()) for (const form of document.querySelectorAll("form[data-passkey]")) void offer(form);
