import type { Language } from "#common/words/words.ts";

/** German. Over 500 lines, since a language is one file: whoever adds one copies this. */
export const language: Language = {
	code: "de",
	name: "Deutsch",
	sentences: {
		// On every page
		Cancel: "Abbrechen",
		Close: "Schließen",
		Continue: "Weiter",
		Save: "Speichern",
		Copy: "Kopieren",
		Copied: "Kopiert",
		"Copy {label}": "{label} kopieren",
		Dismiss: "Ausblenden",
		Loading: "Wird geladen",
		Never: "Nie",
		Yes: "Ja",
		No: "Nein",
		or: "oder",
		"Request id": "Vorgangsnummer",
		"Request {id}": "Vorgang {id}",
		"Something went wrong": "Etwas ist schiefgegangen",
		"This did not work": "Das hat nicht geklappt",
		"That did not work": "Das hat nicht geklappt",
		"If you came from an application, go back to it and try again. If this happens again, tell your administrator this id.":
			"Wenn Sie aus einer Anwendung kommen, gehen Sie dorthin zurück und versuchen Sie es noch einmal. Sollte es wieder geschehen, nennen Sie Ihrer Administration diese Vorgangsnummer.",
		"Go to your applications": "Zu Ihren Anwendungen",
		"The application asked to be answered at an address that is not registered for it. An administrator can compare the two in the System Log, and add the address to the application.":
			"Die Anwendung wollte ihre Antwort an eine Adresse, die für sie nicht hinterlegt ist. Ihre Administration kann beide im Systemprotokoll vergleichen und die Adresse bei der Anwendung eintragen.",
		"The application is not known here, or has been deactivated.": "Die Anwendung ist hier nicht bekannt oder wurde deaktiviert.",
		"The application's request was not accepted: {text}.": "Die Anfrage der Anwendung wurde nicht angenommen: {text}.",
		"Not found": "Nicht gefunden",
		"Not loaded": "Nicht geladen",
		"There is nothing at this address": "Unter dieser Adresse gibt es nichts",
		"It may have been deleted, or the address is mistyped.":
			"Vielleicht wurde es gelöscht, oder die Adresse enthält einen Tippfehler.",
		"There is no page at this address": "Unter dieser Adresse gibt es keine Seite",
		"It may have been moved or mistyped.": "Vielleicht wurde sie verschoben, oder die Adresse enthält einen Tippfehler.",
		"Go Home": "Zur Startseite",
		"This could not be loaded": "Das konnte nicht geladen werden",
		"Try again": "Noch einmal versuchen",
		"Sign in again": "Erneut anmelden",
		"sign in again in a new tab": "melden Sie sich in einem neuen Tab an",
		"What you typed is still here: {link}, then come back and try once more.":
			"Ihre Eingaben sind noch da: {link}, kommen Sie dann hierher zurück und versuchen Sie es noch einmal.",
		"{reason} Reload the page to sign in again.": "{reason} Laden Sie die Seite neu, um sich wieder anzumelden.",
		"The server cannot be reached. Check your connection and try again.":
			"Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
		"Your session has ended.": "Ihre Sitzung ist beendet.",
		"The server answered with status {status}.": "Der Server antwortete mit Status {status}.",
		"Skip to the content": "Zum Inhalt springen",
		"Open navigation": "Navigation öffnen",
		"Close navigation": "Navigation schließen",
		Main: "Hauptnavigation",
		"Account of {name}": "Konto von {name}",
		"Signed in as": "Angemeldet als",
		"My account": "Mein Konto",
		"Admin console": "Verwaltung",

		// Sign-in
		"Sign in": "Anmelden",
		"to your applications": "bei Ihren Anwendungen",
		"to continue to {application}": "weiter zu {application}",
		"Please confirm that it is still you.": "Bitte bestätigen Sie, dass Sie es noch sind.",
		"Username or email": "Benutzername oder E-Mail",
		Password: "Passwort",
		"Forgot your password?": "Passwort vergessen?",
		"Unlock account": "Konto entsperren",
		"Sign in with a passkey": "Mit Passkey anmelden",
		"The passkey was not used. Please try again, or choose another way.":
			"Der Passkey wurde nicht verwendet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.",
		"Confirm that it is you": "Bestätigen Sie, dass Sie es sind",
		"Signing in as {login}": "Anmeldung als {login}",
		"Start again": "Von vorn beginnen",
		"Another way": "Anderer Weg",
		"Use an authenticator app": "Authenticator-App verwenden",
		"Get a code by email": "Code per E-Mail erhalten",
		"Answer your question": "Ihre Frage beantworten",
		"Use a recovery code": "Wiederherstellungscode verwenden",
		"Set up an authenticator app": "Authenticator-App einrichten",
		"Confirm your email address": "E-Mail-Adresse bestätigen",
		"Your device confirms that it is you, by fingerprint, face or PIN. No code to type, and nothing to be phished.":
			"Ihr Gerät bestätigt, dass Sie es sind: mit Fingerabdruck, Gesicht oder PIN. Kein Code zum Abtippen, und nichts, was sich abfangen lässt.",
		"We send you a code each time.": "Wir senden Ihnen jedes Mal einen Code.",
		"You answer a question that only you can answer.": "Sie beantworten eine Frage, die nur Sie beantworten können.",
		"Code of your authenticator app": "Code aus Ihrer Authenticator-App",
		"Code from the email": "Code aus der E-Mail",
		"We send a code to the email address of your account.": "Wir senden einen Code an die E-Mail-Adresse Ihres Kontos.",
		"Send a code": "Code senden",
		"Send another code": "Neuen Code senden",
		"A code is on its way to you. It works for a few minutes.": "Ein Code ist zu Ihnen unterwegs. Er gilt einige Minuten.",
		"One of your recovery codes": "Einer Ihrer Wiederherstellungscodes",
		"Use a passkey": "Passkey verwenden",
		"Make a passkey": "Passkey erstellen",
		"Passkeys need JavaScript.": "Passkeys brauchen JavaScript.",
		"Name of this passkey": "Name dieses Passkeys",
		"My passkey": "Mein Passkey",
		"Your browser asks for your passkey.": "Ihr Browser fragt nach Ihrem Passkey.",
		"Your browser makes a passkey for this account.": "Ihr Browser erstellt einen Passkey für dieses Konto.",
		"Please sign in as the person who is signed in already.":
			"Bitte melden Sie sich mit dem Konto an, das bereits angemeldet ist.",
		"This took too long. Please sign in again.": "Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an.",
		"Your new password is set. Please sign in with it.": "Ihr neues Passwort ist gesetzt. Bitte melden Sie sich damit an.",
		"Your browser's answer could not be read. Please try again.":
			"Die Antwort Ihres Browsers war nicht lesbar. Bitte versuchen Sie es noch einmal.",

		// Setting up a method during the sign-in
		"Set up another way to confirm that it is you": "Richten Sie einen weiteren Weg ein, sich auszuweisen",
		"Your organisation asks for more than a password. Choose what suits you.":
			"Ihre Organisation verlangt mehr als ein Passwort. Wählen Sie, was zu Ihnen passt.",
		"Choose something else": "Etwas anderes wählen",
		"Scan this with your authenticator app, then type the code that it shows.":
			"Scannen Sie dies mit Ihrer Authenticator-App, und geben Sie dann den angezeigten Code ein.",
		"Show another QR code": "Neuen QR-Code anzeigen",
		"Or type this key into the app:": "Oder geben Sie diesen Schlüssel in die App ein:",
		"Keep these for the day you lose your other ways in. Each of them works once. They are shown now and never again.":
			"Bewahren Sie diese Codes für den Tag auf, an dem Ihnen alle anderen Wege fehlen. Jeder gilt einmal. Sie werden jetzt gezeigt und nie wieder.",
		"Your answer": "Ihre Antwort",

		// Refused at an application
		"Not assigned": "Nicht zugewiesen",
		"You are not assigned to {application}": "{application} ist Ihnen nicht zugewiesen",
		"You are signed in as {person}, and this account may not use {application}.":
			"Sie sind als {person} angemeldet, und dieses Konto darf {application} nicht verwenden.",
		"Ask an administrator to assign you, or a group you are in, to the application.":
			"Bitten Sie Ihre Administration, die Anwendung Ihnen oder einer Ihrer Gruppen zuzuweisen.",
		"Back to {application}": "Zurück zu {application}",
		"Sign in as somebody else": "Mit einem anderen Konto anmelden",
		"You cannot sign in here": "Hier können Sie sich nicht anmelden",
		"Your account is {person}.": "Ihr Konto ist {person}.",
		"If you think that this is wrong, tell your administrator the id below.":
			"Wenn Sie das für einen Irrtum halten, nennen Sie Ihrer Administration die Vorgangsnummer unten.",
		"The person is not assigned to this application.": "Die Anwendung ist dieser Person nicht zugewiesen.",
		"The organisation's policy does not let the person sign in.":
			"Die Richtlinie der Organisation lässt diese Person nicht herein.",

		// Sign-out
		"Sign out": "Abmelden",
		"Sign out?": "Abmelden?",
		"This ends your session at {organisation}. Applications that you are signed in to may keep their own.":
			"Damit endet Ihre Sitzung bei {organisation}. Anwendungen, bei denen Sie angemeldet sind, behalten ihre vielleicht.",
		"This ends your session at {organisation}.": "Damit endet Ihre Sitzung bei {organisation}.",
		"{application} asks to end your session at {organisation}.":
			"{application} bittet darum, Ihre Sitzung bei {organisation} zu beenden.",
		"Stay signed in": "Angemeldet bleiben",
		"Signed out": "Abgemeldet",
		"You are signed out": "Sie sind abgemeldet",
		"Your session at {organisation} has ended.": "Ihre Sitzung bei {organisation} ist beendet.",

		// Choosing a password, and the first administrator
		"Choose a password": "Passwort wählen",
		"for your account {login}": "für Ihr Konto {login}",
		"New password": "Neues Passwort",
		"At least 8 characters.": "Mindestens 8 Zeichen.",
		"At least {count} characters. A few random words make a good one.":
			"Mindestens {count} Zeichen. Ein paar zufällige Wörter sind ein gutes Passwort.",
		"Set password and sign in": "Passwort speichern und anmelden",
		"Your password has expired. Choose another one to go on.":
			"Ihr Passwort ist abgelaufen. Wählen Sie ein neues, um fortzufahren.",
		"Set up": "Einrichten",
		"Welcome to Signet": "Willkommen bei Signet",
		"Make the first administrator of the provider. This page works once.":
			"Legen Sie hier das erste Administratorkonto an. Diese Seite funktioniert nur einmal.",
		"First name": "Vorname",
		"Last name": "Nachname",
		Email: "E-Mail",
		"Make administrator and sign in": "Konto anlegen und anmelden",

		// Forgotten password, locked account
		"Choose another password": "Neues Passwort wählen",
		"We send you an email with a link to choose another one.":
			"Wir senden Ihnen eine E-Mail mit einem Link, über den Sie ein neues Passwort wählen.",
		"Unlock my account": "Mein Konto entsperren",
		"Unlock your account": "Konto entsperren",
		"We send you an email with a link that unlocks your account.":
			"Wir senden Ihnen eine E-Mail mit einem Link, der Ihr Konto entsperrt.",
		"Send link": "Link senden",
		"Back to the sign-in": "Zurück zur Anmeldung",
		"Look into your mailbox": "Sehen Sie in Ihr Postfach",
		"If there is an account with this name, we have written to its mailbox.":
			"Wenn es ein Konto mit diesem Namen gibt, haben wir an dessen Postfach geschrieben.",
		"Nothing there after a few minutes? Look in your spam folder, or ask your administrator.":
			"Nach einigen Minuten ist nichts angekommen? Sehen Sie im Spam-Ordner nach, oder fragen Sie Ihre Administration.",
		"This signs you out everywhere else.": "Damit werden Sie überall sonst abgemeldet.",
		"Your account is open again": "Ihr Konto ist wieder offen",
		"Sign in with your password.": "Melden Sie sich mit Ihrem Passwort an.",
		"This link has been used or has expired. You can ask for another one at the sign-in.":
			"Dieser Link wurde schon verwendet oder ist abgelaufen. Bei der Anmeldung können Sie einen neuen anfordern.",
		"This link has been used or has expired. Ask your administrator for a new one.":
			"Dieser Link wurde schon verwendet oder ist abgelaufen. Bitten Sie Ihre Administration um einen neuen.",
		"The answer is not right, and the link is spent.": "Die Antwort stimmt nicht, und der Link ist damit verbraucht.",

		// Mail
		"Hello {name},": "Guten Tag {name},",
		"This message was sent automatically. Please do not reply to it.":
			"Diese Nachricht wurde automatisch verschickt. Bitte antworten Sie nicht darauf.",
		"It works once, within {days} days.": "Er funktioniert einmal, innerhalb von {days} Tagen.",
		"It works once, within {hours} hours.": "Er funktioniert einmal, innerhalb von {hours} Stunden.",
		"It works once, within {minutes} minutes.": "Er funktioniert einmal, innerhalb von {minutes} Minuten.",
		"If this was not you, tell your administrator at once.":
			"Wenn Sie das nicht waren, sagen Sie sofort Ihrer Administration Bescheid.",
		"If this was not you, there is nothing to do.": "Wenn Sie das nicht waren, müssen Sie nichts tun.",
		"If this was not you, there is nothing to do: your password stays as it is.":
			"Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.",
		"If this was not you, change your password and tell your administrator at once.":
			"Wenn Sie das nicht waren, ändern Sie Ihr Passwort und sagen Sie sofort Ihrer Administration Bescheid.",
		"An administrator did this.": "Das war Ihre Administration.",
		"Activate your account at {organization}": "Aktivieren Sie Ihr Konto bei {organization}",
		"An account at {organization} was made for you. Choose a password, and you can sign in.":
			"Bei {organization} wurde ein Konto für Sie angelegt. Wählen Sie ein Passwort, dann können Sie sich anmelden.",
		"Choose another password for {organization}": "Neues Passwort für {organization}",
		"An administrator has reset the password of your account at {organization}.":
			"Ihre Administration hat das Passwort Ihres Kontos bei {organization} zurückgesetzt.",
		"Somebody, probably you, asked for another password for your account at {organization}.":
			"Jemand, vermutlich Sie selbst, hat ein neues Passwort für Ihr Konto bei {organization} angefordert.",
		"Unlock your account at {organization}": "Entsperren Sie Ihr Konto bei {organization}",
		"Your account at {organization} is locked after too many wrong passwords.":
			"Ihr Konto bei {organization} ist nach zu vielen falschen Passwörtern gesperrt.",
		"Your code for {organization}": "Ihr Code für {organization}",
		"This is your code:": "Das ist Ihr Code:",
		"Nobody will ask you for it but the page where you sign in.":
			"Niemand wird Sie danach fragen außer der Seite, auf der Sie sich anmelden.",
		"New sign-in to your account at {organization}": "Neue Anmeldung bei Ihrem Konto bei {organization}",
		"Somebody, probably you, signed in to your account with a device that was not known.":
			"Jemand, vermutlich Sie selbst, hat sich mit einem bisher unbekannten Gerät bei Ihrem Konto angemeldet.",
		"Device: {device}": "Gerät: {device}",
		"Address: {address}": "Adresse: {address}",
		"Time: {moment}": "Zeit: {moment}",
		"How you sign in at {organization} has changed": "Ihre Anmeldung bei {organization} hat sich geändert",
		"{factor} was added to the ways in which you sign in.": "Zu Ihren Anmeldemethoden ist hinzugekommen: {factor}.",
		"{factor} was removed from the ways in which you sign in.": "Aus Ihren Anmeldemethoden wurde entfernt: {factor}.",
		"All second factors of your account were removed. You can set up new ones when you sign in.":
			"Alle Anmeldemethoden Ihres Kontos wurden entfernt. Bei der Anmeldung können Sie neue einrichten.",
		"{factor} was used to sign in to your account.": "Bei einer Anmeldung bei Ihrem Konto wurde verwendet: {factor}.",
		"Your password at {organization} was changed": "Ihr Passwort bei {organization} wurde geändert",
		"An administrator has changed the password of your account.": "Ihre Administration hat das Passwort Ihres Kontos geändert.",
		"The password of your account was changed.": "Das Passwort Ihres Kontos wurde geändert.",
		"Mail from {organization} arrives": "E-Mails von {organization} kommen an",
		"This is a test. Letters to the people of {organization} reach them this way.":
			"Das ist ein Test. Auf diesem Weg kommen Nachrichten bei den Menschen von {organization} an.",

		// Dashboard
		"My applications": "Meine Anwendungen",
		"Choose one, and you are signed in to it.": "Wählen Sie eine aus, und Sie sind dort angemeldet.",
		"No applications yet": "Noch keine Anwendungen",
		"Applications that are assigned to you appear here. Assign one in the admin console.":
			"Hier erscheinen die Anwendungen, die Ihnen zugewiesen sind. Weisen Sie sich in der Verwaltung eine zu.",
		"Applications that are assigned to you appear here. If you miss one, ask your administrator.":
			"Hier erscheinen die Anwendungen, die Ihnen zugewiesen sind. Wenn Ihnen eine fehlt, fragen Sie Ihre Administration.",
		"Start from the application itself": "Beginnen Sie in der Anwendung selbst",

		// My account: pages and profile
		Profile: "Profil",
		"Sign-in methods": "Anmeldemethoden",
		Sessions: "Sitzungen",
		"Connected applications": "Verbundene Anwendungen",
		"Recent activity": "Letzte Aktivitäten",
		"Language and theme": "Sprache und Darstellung",
		"What the organisation and its applications know of you.": "Was die Organisation und ihre Anwendungen über Sie wissen.",
		"Kept by your organisation": "Von Ihrer Organisation gepflegt",
		"If something here is wrong, tell your administrator.":
			"Wenn hier etwas nicht stimmt, sagen Sie Ihrer Administration Bescheid.",
		"Yours to change": "Das können Sie selbst ändern",
		"Your profile has been saved.": "Ihr Profil ist gespeichert.",
		"Not set": "Keine Angabe",

		// My account: password
		"Change password": "Passwort ändern",
		"Last changed {moment}.": "Zuletzt geändert: {moment}.",
		"No password": "Kein Passwort",
		"You sign in here without a password.": "Sie melden sich hier ohne Passwort an.",
		"The password has been changed.": "Das Passwort ist geändert.",
		"Current password": "Bisheriges Passwort",
		"The new password": "Das neue Passwort",
		"New password once more": "Neues Passwort wiederholen",
		"The two are not the same.": "Die beiden stimmen nicht überein.",
		"Show the password": "Passwort anzeigen",
		"Sign out everywhere else": "Überall sonst abmelden",
		"has at least {count} characters; a few random words make a good one":
			"hat mindestens {count} Zeichen; ein paar zufällige Wörter eignen sich gut",
		"has lower-case letters, at least {count}": "hat Kleinbuchstaben, mindestens {count}",
		"has upper-case letters, at least {count}": "hat Großbuchstaben, mindestens {count}",
		"has digits, at least {count}": "hat Ziffern, mindestens {count}",
		"has symbols, at least {count}": "hat Sonderzeichen, mindestens {count}",
		"does not contain your username": "enthält Ihren Benutzernamen nicht",
		"does not contain your name": "enthält Ihren Namen nicht",
		"is none that many people use": "ist keines, das viele Menschen verwenden",
		"is none of your last passwords, of which {count} are remembered":
			"ist keines Ihrer letzten Passwörter, von denen wir uns {count} merken",
		"has to be changed again after {count} days": "muss nach {count} Tagen wieder geändert werden",

		// My account: sign-in methods
		"With a second method nobody gets in with your password alone. Set up two, so that losing one does not lock you out.":
			"Mit einer zweiten Methode kommt niemand allein mit Ihrem Passwort herein. Richten Sie zwei ein, damit der Verlust der einen Sie nicht aussperrt.",
		"Not set up.": "Nicht eingerichtet.",
		Active: "Aktiv",
		Finish: "Fertigstellen",
		Name: "Name",
		Code: "Code",
		Rename: "Umbenennen",
		"Rename {name}": "{name} umbenennen",
		Remove: "Entfernen",
		"Remove {name}": "{name} entfernen",
		"Remove {name}?": "{name} entfernen?",
		"{name} has been removed.": "{name} ist entfernt.",
		"You cannot sign in with it any more. You are told by mail.":
			"Sie können sich damit nicht mehr anmelden. Wir bestätigen es Ihnen per E-Mail.",
		"added {moment}": "hinzugefügt: {moment}",
		"last used {moment}": "zuletzt verwendet: {moment}",
		"not used yet": "noch nicht verwendet",
		Passkeys: "Passkeys",
		Passkey: "Passkey",
		"Sign in with your fingerprint, your face, the PIN of your device, or a security key. Nobody can trick you out of one.":
			"Melden Sie sich mit Fingerabdruck, Gesicht, der PIN Ihres Geräts oder einem Sicherheitsschlüssel an. Einen Passkey kann Ihnen niemand entlocken.",
		"Add passkey": "Passkey hinzufügen",
		"You have no passkeys.": "Sie haben keine Passkeys.",
		"Give it a name by which you know it again. Then your browser asks where to keep it.":
			"Geben Sie ihm einen Namen, an dem Sie ihn wiedererkennen. Danach fragt Ihr Browser, wo er aufbewahrt werden soll.",
		"The passkey has been added.": "Der Passkey ist hinzugefügt.",
		"The passkey has been renamed.": "Der Passkey ist umbenannt.",
		"This device has a passkey of this account already.": "Dieses Gerät hat schon einen Passkey dieses Kontos.",
		"No passkey was made: the device was not asked, or did not agree. Try again.":
			"Es wurde kein Passkey erstellt: Das Gerät wurde nicht gefragt oder hat nicht zugestimmt. Versuchen Sie es noch einmal.",
		"Authenticator app": "Authenticator-App",
		"An app on your phone shows a new code every 30 seconds.":
			"Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code.",
		"Set up the authenticator app": "Authenticator-App einrichten",
		"1. Scan this picture with your app, such as Google Authenticator, 1Password or Aegis.":
			"1. Scannen Sie dieses Bild mit Ihrer App, etwa Google Authenticator, 1Password oder Aegis.",
		"QR code for your authenticator app": "QR-Code für Ihre Authenticator-App",
		Key: "Schlüssel",
		"Or type it into the app.": "Oder geben Sie ihn in die App ein.",
		"2. Type the code that it shows.": "2. Geben Sie den angezeigten Code ein.",
		"The authenticator app is set up.": "Die Authenticator-App ist eingerichtet.",
		"Code by email": "Code per E-Mail",
		"A code is sent to {email} when you sign in.": "Bei der Anmeldung wird ein Code an {email} gesendet.",
		"Set up codes by email": "Codes per E-Mail einrichten",
		"A code is on its way to {email}. It works for a few minutes.": "Ein Code ist unterwegs an {email}. Er gilt einige Minuten.",
		"Codes by email are set up.": "Codes per E-Mail sind eingerichtet.",
		"Recovery codes": "Wiederherstellungscodes",
		"Codes to print and keep. Each lets you in once when your other methods are lost.":
			"Codes zum Ausdrucken und Aufbewahren. Jeder lässt Sie einmal herein, wenn Ihnen alle anderen Methoden fehlen.",
		"Make recovery codes": "Wiederherstellungscodes erstellen",
		"Make new codes": "Neue Codes erstellen",
		"Make new codes?": "Neue Codes erstellen?",
		"The codes that you have now stop working.": "Ihre bisherigen Codes gelten dann nicht mehr.",
		"{count} codes left": "Noch {count} Codes",
		"One code left": "Noch ein Code",
		"Your recovery codes": "Ihre Wiederherstellungscodes",
		"They are shown only this once": "Sie werden nur dieses eine Mal gezeigt",
		"Keep them where you keep other important papers, and not on the device with which you sign in.":
			"Bewahren Sie sie dort auf, wo Sie andere wichtige Papiere haben, und nicht auf dem Gerät, mit dem Sie sich anmelden.",
		"Save as file": "Als Datei speichern",
		Print: "Drucken",
		"I have kept them": "Ich habe sie aufbewahrt",
		"Security question": "Sicherheitsfrage",
		"A question that is asked after your password. The weakest method: others may know the answer.":
			"Eine Frage, die nach Ihrem Passwort gestellt wird. Die schwächste Methode: Andere könnten die Antwort kennen.",
		"Set up the security question": "Sicherheitsfrage einrichten",
		"The security question is set up.": "Die Sicherheitsfrage ist eingerichtet.",
		Question: "Frage",
		Answer: "Antwort",
		"Recovery question": "Wiederherstellungsfrage",
		"Is asked before you choose a new password, should you forget yours.":
			"Wird gestellt, bevor Sie ein neues Passwort wählen, falls Sie Ihres vergessen.",
		Change: "Ändern",
		"Change the recovery question": "Wiederherstellungsfrage ändern",
		"Set up the recovery question": "Wiederherstellungsfrage einrichten",
		"The recovery question has been saved.": "Die Wiederherstellungsfrage ist gespeichert.",
		"Your password": "Ihr Passwort",

		// My account: sessions, applications
		"Every browser in which you are signed in. End what you do not know, and change your password then.":
			"Jeder Browser, in dem Sie angemeldet sind. Beenden Sie, was Sie nicht kennen, und ändern Sie dann Ihr Passwort.",
		"Where you are signed in": "Wo Sie angemeldet sind",
		"This one": "Diese Sitzung",
		"A browser": "Ein Browser",
		"{browser} on {system}": "{browser} unter {system}",
		"Address {address}": "Adresse {address}",
		"last seen {moment}": "zuletzt gesehen: {moment}",
		"signed in {moment}": "angemeldet: {moment}",
		End: "Beenden",
		"End it": "Beenden",
		"End them": "Beenden",
		"End all others": "Alle anderen beenden",
		"End all other sessions?": "Alle anderen Sitzungen beenden?",
		"End this session?": "Diese Sitzung beenden?",
		"End the session of {name}": "Sitzung von {name} beenden",
		"The session has ended.": "Die Sitzung ist beendet.",
		"All other sessions have ended.": "Alle anderen Sitzungen sind beendet.",
		"Whoever uses it has to sign in again, and applications lose the access that they got there.":
			"Wer sie benutzt, muss sich neu anmelden, und Anwendungen verlieren den Zugriff, den sie dort erhalten haben.",
		Applications: "Anwendungen",
		"Applications that you have signed in to with this account in the last 90 days.":
			"Anwendungen, bei denen Sie sich in den letzten 90 Tagen mit diesem Konto angemeldet haben.",
		"You have not signed in to any application yet.": "Sie haben sich noch bei keiner Anwendung angemeldet.",
		"Has access": "Hat Zugriff",
		"last signed in {moment}": "letzte Anmeldung: {moment}",
		"signed in more than 90 days ago": "letzte Anmeldung vor mehr als 90 Tagen",
		Revoke: "Entziehen",
		"Revoke access": "Zugriff entziehen",
		"Revoke the access of {application}": "{application} den Zugriff entziehen",
		"Revoke the access of {application}?": "{application} den Zugriff entziehen?",
		"{application} has no access any more.": "{application} hat keinen Zugriff mehr.",
		"It can no longer read your data or act for you until you sign in to it again. On its own pages you may stay signed in for a while.":
			"Sie kann Ihre Daten nicht mehr lesen und nicht mehr für Sie handeln, bis Sie sich dort wieder anmelden. Auf ihren eigenen Seiten bleiben Sie vielleicht noch eine Weile angemeldet.",

		// My account: activity
		"What happened around your account in the last 30 days. If you do not recognise something, change your password and tell your administrator.":
			"Was in den letzten 30 Tagen rund um Ihr Konto geschehen ist. Wenn Ihnen etwas unbekannt vorkommt, ändern Sie Ihr Passwort und sagen Sie Ihrer Administration Bescheid.",
		"Last 30 days": "Die letzten 30 Tage",
		"Nothing has happened yet.": "Noch ist nichts geschehen.",
		"Did not work": "Ohne Erfolg",
		"by an administrator": "durch die Administration",
		"You signed in": "Sie haben sich angemeldet",
		"You signed in to {application}": "Sie haben sich bei {application} angemeldet",
		"You signed in with a new browser": "Sie haben sich mit einem neuen Browser angemeldet",
		"Somebody tried to sign in with your username": "Jemand hat versucht, sich mit Ihrem Benutzernamen anzumelden",
		"A sign-in did not work": "Eine Anmeldung hat nicht geklappt",
		"You signed out, or a session was ended": "Sie haben sich abgemeldet, oder eine Sitzung wurde beendet",
		"Sessions were ended": "Sitzungen wurden beendet",
		"You confirmed that it is you": "Sie haben bestätigt, dass Sie es sind",
		"A recovery code was used": "Ein Wiederherstellungscode wurde verwendet",
		"The account was locked after too many wrong passwords": "Das Konto wurde nach zu vielen falschen Passwörtern gesperrt",
		"The lock of the account ended": "Die Sperre des Kontos ist abgelaufen",
		"The account was unlocked": "Das Konto wurde entsperrt",
		"You unlocked the account by mail": "Sie haben das Konto per E-Mail entsperrt",
		"A link for a forgotten password was asked for": "Ein Link für ein vergessenes Passwort wurde angefordert",
		"A link for a new password was made": "Ein Link für ein neues Passwort wurde erstellt",
		"You were asked to choose a new password": "Sie wurden gebeten, ein neues Passwort zu wählen",
		"The password was changed": "Das Passwort wurde geändert",
		"The profile was changed": "Das Profil wurde geändert",
		"The recovery question was changed": "Die Wiederherstellungsfrage wurde geändert",
		"A role as administrator was given": "Eine Rolle in der Administration wurde vergeben",
		"A role as administrator was taken away": "Eine Rolle in der Administration wurde entzogen",
		"The account was activated": "Das Konto wurde aktiviert",
		"A sign-in method was added": "Eine Anmeldemethode wurde hinzugefügt",
		"A sign-in method was removed": "Eine Anmeldemethode wurde entfernt",
		"A sign-in method was renamed": "Eine Anmeldemethode wurde umbenannt",
		"All sign-in methods were reset": "Alle Anmeldemethoden wurden zurückgesetzt",
		"The access of {application} was revoked": "{application} wurde der Zugriff entzogen",
		"You could not sign in to {application}": "Sie konnten sich bei {application} nicht anmelden",
		"A confirmation that it is you did not work": "Eine Bestätigung, dass Sie es sind, hat nicht geklappt",
		"A recovery code was refused": "Ein Wiederherstellungscode wurde abgelehnt",
		"The password was not changed": "Das Passwort wurde nicht geändert",
		"The profile was not changed": "Das Profil wurde nicht geändert",
		"The recovery question was not changed": "Die Wiederherstellungsfrage wurde nicht geändert",
		"A sign-in method was not added": "Eine Anmeldemethode wurde nicht hinzugefügt",
		"A sign-in method was not removed": "Eine Anmeldemethode wurde nicht entfernt",

		// My account: language and theme
		Language: "Sprache",
		"Of your pages and of the mail that is sent to you, on every device.":
			"Für Ihre Seiten und für die E-Mails an Sie, auf allen Geräten.",
		"As this browser is set": "Wie in diesem Browser eingestellt",
		Theme: "Darstellung",
		"Is kept in this browser.": "Wird in diesem Browser gespeichert.",
		"As this device is set": "Wie auf diesem Gerät eingestellt",
		Light: "Hell",
		Dark: "Dunkel",

		// Attributes of a profile
		Username: "Benutzername",
		"Primary email": "E-Mail-Adresse",
		"Secondary email": "Weitere E-Mail-Adresse",
		"Middle name": "Weiterer Vorname",
		"Honorific prefix": "Titel vor dem Namen",
		"Honorific suffix": "Titel nach dem Namen",
		Title: "Funktion",
		"Display name": "Anzeigename",
		Nickname: "Rufname",
		"Profile Url": "Adresse des Profils",
		"Mobile phone": "Mobiltelefon",
		"Primary phone": "Telefon",
		"Street address": "Straße und Hausnummer",
		City: "Ort",
		State: "Bundesland",
		"Zip code": "Postleitzahl",
		"Country code": "Land (Kürzel)",
		"Postal Address": "Postanschrift",
		"Preferred language": "Bevorzugte Sprache",
		Locale: "Gebietsschema",
		"Time zone": "Zeitzone",
		"User type": "Art des Kontos",
		"Employee number": "Personalnummer",
		"Cost center": "Kostenstelle",
		Organization: "Organisation",
		Division: "Bereich",
		Department: "Abteilung",
		ManagerId: "Kennung der Führungskraft",
		Manager: "Führungskraft",

		// What is wrong with a value
		"Is required.": "Wird benötigt.",
		"Is required, on one line.": "Wird benötigt, in einer Zeile.",
		"Must be a text.": "Muss ein Text sein.",
		"Must be a list.": "Muss eine Liste sein.",
		"Must be a number.": "Muss eine Zahl sein.",
		"Must be a whole number.": "Muss eine ganze Zahl sein.",
		"Must be true or false.": "Muss Ja oder Nein sein.",
		"Must be one of {join}.": "Muss einer dieser Werte sein: {join}.",
		"Must not be less than {minimum}.": "Darf nicht kleiner sein als {minimum}.",
		"Must not be more than {maximum}.": "Darf nicht größer sein als {maximum}.",
		"Must not have more than {MOST_VALUES} values.": "Darf nicht mehr als {MOST_VALUES} Werte haben.",
		"Must not be shorter than {minLength} characters.": "Darf nicht kürzer sein als {minLength} Zeichen.",
		"Must not be longer than {longest} characters.": "Darf nicht länger sein als {longest} Zeichen.",
		"Must not contain control characters.": "Darf keine Steuerzeichen enthalten.",
		"Must not contain blanks or invisible characters.": "Darf keine Leerzeichen und keine unsichtbaren Zeichen enthalten.",
		"Must be an email address, such as ada@example.com.": "Muss eine E-Mail-Adresse sein, etwa ada@example.com.",
		"Must be a web address that begins with https:// or http://.":
			"Muss eine Webadresse sein, die mit https:// oder http:// beginnt.",
		"Must be two capital letters (ISO 3166-1), such as DE.": "Muss aus zwei Großbuchstaben bestehen (ISO 3166-1), etwa DE.",
		"Must be a language tag (BCP 47), such as de-AT.": "Muss ein Sprachkürzel sein (BCP 47), etwa de-AT.",
		"Must be the name of a time zone, such as Europe/Vienna.": "Muss der Name einer Zeitzone sein, etwa Europe/Vienna.",
		"There is no attribute of this name.": "Ein Attribut mit diesem Namen gibt es nicht.",
		"This is not yours to change: ask an administrator.": "Das können Sie nicht selbst ändern: Fragen Sie Ihre Administration.",

		// Passwords, answers and codes that are refused
		"Use at least {minLength} characters.": "Verwenden Sie mindestens {minLength} Zeichen.",
		"Use at least {minLowerCase} lower-case letters.": "Verwenden Sie mindestens {minLowerCase} Kleinbuchstaben.",
		"Use at least {minUpperCase} upper-case letters.": "Verwenden Sie mindestens {minUpperCase} Großbuchstaben.",
		"Use at least {minNumber} digits.": "Verwenden Sie mindestens {minNumber} Ziffern.",
		"Use at least {minSymbol} symbols.": "Verwenden Sie mindestens {minSymbol} Sonderzeichen.",
		"Leave the username out.": "Lassen Sie den Benutzernamen weg.",
		"Leave your own name out.": "Lassen Sie Ihren eigenen Namen weg.",
		"Many people use this one: choose another.": "Dieses verwenden viele Menschen: Wählen Sie ein anderes.",
		"It was used before: the last {historyCount} cannot be used again.":
			"Es wurde schon verwendet: Die letzten {historyCount} können nicht wieder verwendet werden.",
		"The username or the password is not right.": "Der Benutzername oder das Passwort stimmt nicht.",
		"The email or the password is not right.": "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
		"The password is not right.": "Das Passwort stimmt nicht.",
		"The old password is not right.": "Das bisherige Passwort stimmt nicht.",
		"The answer is not right.": "Die Antwort stimmt nicht.",
		"The recovery answer is not right.": "Die Antwort auf die Wiederherstellungsfrage stimmt nicht.",
		"The code is not right.": "Der Code stimmt nicht.",
		"Invalid Passcode/Answer": "Der Code oder die Antwort stimmt nicht.",
		"Your token doesn't match our records. Please try again.": "Der Code stimmt nicht. Bitte versuchen Sie es noch einmal.",
		"This password cannot be used.": "Dieses Passwort kann nicht verwendet werden.",
		"This person has no password.": "Dieses Konto hat kein Passwort.",
		"This person has no recovery question.": "Dieses Konto hat keine Wiederherstellungsfrage.",
		"Too many attempts. Please wait a little and try again.":
			"Zu viele Versuche. Bitte warten Sie etwas, und versuchen Sie es dann noch einmal.",
		"The account is locked.": "Das Konto ist gesperrt.",
		"The credentials were not changed: the old password or the answer is not right.":
			"Es wurde nichts geändert: Das bisherige Passwort oder die Antwort stimmt nicht.",

		// Sign-in methods that are refused
		"This question is not known.": "Diese Frage ist nicht bekannt.",
		"Use at least four characters that are not part of the question.":
			"Verwenden Sie mindestens vier Zeichen, die nicht in der Frage vorkommen.",
		"A factor of this type is already set up.": "Eine Methode dieser Art ist schon eingerichtet.",
		"This factor is active already.": "Diese Methode ist schon eingerichtet.",
		"This factor is not active yet.": "Diese Methode ist noch nicht fertig eingerichtet.",
		"All factors": "Alle Methoden",
		"This passkey was not accepted.": "Dieser Passkey wurde nicht angenommen.",
		"This passkey is known already.": "Dieser Passkey ist schon bekannt.",
		"There are {MOST} passkeys already.": "Es gibt schon {MOST} Passkeys.",
		"Use 1 to {LONGEST_NAME} characters.": "Verwenden Sie 1 bis {LONGEST_NAME} Zeichen.",
		"Codes go to the email address of the profile.": "Codes gehen an die E-Mail-Adresse des Profils.",
		"There are question, token:software:totp (OKTA, GOOGLE), email and webauthn (FIDO) here.":
			"Hier gibt es question, token:software:totp (OKTA, GOOGLE), email und webauthn (FIDO).",
		"No mail server is set here, so no code would reach you.":
			"Hier ist kein Mailserver eingerichtet, ein Code käme also nicht an.",
		"The organisation does not let you set this up.": "Ihre Organisation lässt nicht zu, dass Sie das einrichten.",
		"The organisation asks you to have this. Add another one first.":
			"Ihre Organisation verlangt diese Methode. Fügen Sie zuerst eine weitere hinzu.",
		"You signed in a while ago. Please confirm that it is you before you change how you sign in.":
			"Ihre Anmeldung liegt schon eine Weile zurück. Bitte bestätigen Sie, dass Sie es sind, bevor Sie Ihre Anmeldemethoden ändern.",
		"This asks for a second factor. Please confirm that it is you.":
			"Das verlangt eine zweite Anmeldemethode. Bitte bestätigen Sie, dass Sie es sind.",
		"This is the last factor with which an administrator can get in. Add another one first.":
			"Das ist die letzte Methode, mit der ein Administratorkonto hereinkommt. Fügen Sie zuerst eine weitere hinzu.",
		"The organisation asks for a factor that you have not set up. Please turn to your administrator.":
			"Ihre Organisation verlangt eine Methode, die Sie nicht eingerichtet haben. Bitte wenden Sie sich an Ihre Administration.",
		"This step cannot be skipped.": "Dieser Schritt lässt sich nicht überspringen.",
		"Must be EMAIL: nothing else reaches people here.": "Muss EMAIL sein: Auf anderem Weg ist hier niemand erreichbar.",
		"The address to go on to is not of an origin that is trusted here.":
			"Die Adresse, an der es weitergehen soll, gehört zu keiner Seite, der hier vertraut wird.",

		// Security questions
		"What is the food you least liked as a child?": "Welches Essen mochten Sie als Kind am wenigsten?",
		"What is the name of your first stuffed animal?": "Wie hieß Ihr erstes Kuscheltier?",
		"What did you earn your first medal or award for?": "Wofür haben Sie Ihre erste Medaille oder Auszeichnung bekommen?",
		"What is your favorite security question?": "Was ist Ihre liebste Sicherheitsfrage?",
		"What is the toy/stuffed animal you liked the most as a kid?":
			"Welches Spielzeug oder Kuscheltier mochten Sie als Kind am liebsten?",
		"What was the first computer game you played?": "Was war Ihr erstes Computerspiel?",
		"What is your favorite movie quote?": "Was ist Ihr liebstes Filmzitat?",
		"What was the mascot of the first sports team you played on?":
			"Was war das Maskottchen der ersten Mannschaft, in der Sie gespielt haben?",
		"What music album or song did you first purchase?": "Welches Album oder Lied haben Sie als erstes gekauft?",
		"What is your favorite piece of art?": "Was ist Ihr liebstes Kunstwerk?",
		"What was your grandmother's favorite dessert?": "Was war die Lieblingsnachspeise Ihrer Großmutter?",
		"What was the first thing you learned to cook?": "Welches Gericht haben Sie als erstes kochen gelernt?",
		"What was your dream job as a child?": "Was war als Kind Ihr Traumberuf?",
		"Where did you meet your spouse/significant other?": "Wo haben Sie Ihre Partnerin oder Ihren Partner kennengelernt?",
		"Where did you go for your favorite vacation?": "Wohin ging Ihr schönster Urlaub?",
		"Where were you on New Year's Eve in the year 2000?": "Wo waren Sie in der Silvesternacht des Jahres 2000?",
		"Who is your favorite speaker/orator?": "Wem hören Sie als Rednerin oder Redner am liebsten zu?",
		"Who is your favorite book/movie character?": "Wer ist Ihre liebste Figur aus einem Buch oder Film?",
		"Who is your favorite sports player?": "Wen aus dem Sport mögen Sie am liebsten?",

		// Faults
		"Something went wrong on our side.": "Bei uns ist etwas schiefgegangen.",
		"The request is not valid.": "Die Anfrage ist nicht gültig.",
		"The request body was not well-formed.": "Die Anfrage ließ sich nicht lesen.",
		"The request body is too large.": "Die Anfrage ist zu groß.",
		"The request body has a content type that is not understood here.":
			"Die Anfrage hat ein Format, das hier nicht verstanden wird.",
		"What was asked for does not exist.": "Das Gesuchte gibt es nicht.",
		"There is nothing at this address.": "Unter dieser Adresse gibt es nichts.",
		"Please sign in first.": "Bitte melden Sie sich zuerst an.",
		"You do not have permission to do this.": "Dazu haben Sie keine Berechtigung.",
		"This takes somebody who has signed in: a token or an API key may not do it.":
			"Das darf nur, wer angemeldet ist: Ein Token oder API-Schlüssel genügt nicht.",
		"This request came from another site and was refused.": "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt.",
		"Something with this name exists already.": "Etwas mit diesem Namen gibt es schon.",
		"This cannot be done in the present state.": "Das geht im gegenwärtigen Zustand nicht.",
		"The application must be deactivated before deletion.": "Die Anwendung muss vor dem Löschen deaktiviert werden.",
		"This account is active already.": "Dieses Konto ist schon aktiv.",
		"The last administrator cannot be removed, demoted or deactivated.":
			"Das letzte Administratorkonto kann nicht entfernt, herabgestuft oder deaktiviert werden.",
		"This link has been used already or has expired.": "Dieser Link wurde schon verwendet oder ist abgelaufen.",
		"You are not assigned to this application.": "Diese Anwendung ist Ihnen nicht zugewiesen.",
		"This sign-in was started too long ago, in another browser, or has been finished already.":
			"Diese Anmeldung hat vor zu langer Zeit oder in einem anderen Browser begonnen, oder sie ist schon abgeschlossen.",
		"The registration token is not valid: it is missing, mistyped, used, revoked or expired.":
			"Das Registrierungstoken gilt nicht: Es fehlt, ist vertippt, verbraucht, widerrufen oder abgelaufen.",
		"An application cannot be registered with this metadata.": "Mit diesen Angaben lässt sich keine Anwendung registrieren.",
		"An address that people would be sent to cannot be registered.":
			"Eine Adresse, zu der Menschen geleitet würden, lässt sich nicht registrieren.",
		"Invalid token provided.": "Das Token ist nicht gültig.",
		"The access token provided does not contain the required scopes.": "Dem Zugriffstoken fehlen die nötigen Rechte.",
		"This server does not have this feature.": "Diese Funktion hat dieser Server nicht.",
		"This kind of application does not support this.": "Diese Art von Anwendung unterstützt das nicht.",
		"What is built in cannot be changed or deleted.": "Was fest eingebaut ist, lässt sich nicht ändern oder löschen.",
		"The search expression is not valid.": "Der Suchausdruck ist nicht gültig.",
		"The filter is not valid.": "Der Filter ist nicht gültig.",
		"This person is not locked out.": "Dieses Konto ist nicht gesperrt.",
		"The password cannot be recovered in the person's present state.":
			"Im gegenwärtigen Zustand des Kontos lässt sich das Passwort nicht wiederherstellen.",
		"The password cannot be changed in the person's present state.":
			"Im gegenwärtigen Zustand des Kontos lässt sich das Passwort nicht ändern.",
		"The recovery question cannot be changed in the person's present state.":
			"Im gegenwärtigen Zustand des Kontos lässt sich die Wiederherstellungsfrage nicht ändern.",
		"This cannot be done in the person's present state.": "Das geht im gegenwärtigen Zustand des Kontos nicht.",
		"An application with this label exists already.": "Eine Anwendung mit diesem Namen gibt es schon.",
		"This person is assigned already.": "Diese Person ist schon zugewiesen.",
		"With this no Super Administrator could get into the console any more.":
			"Damit käme kein Super-Administrator mehr in die Verwaltung.",
		"The organisation's policy does not let you sign in.": "Die Richtlinie Ihrer Organisation lässt diese Anmeldung nicht zu.",
		"This cannot be done at this point of the sign-in.": "Das geht an dieser Stelle der Anmeldung nicht.",
		"A person can only be asked to change a password that they have.":
			"Nur wer ein Passwort hat, kann gebeten werden, es zu ändern.",
		"A person can only be asked to change a password once they are activated.":
			"Nur wer aktiviert ist, kann gebeten werden, das Passwort zu ändern.",
		"This was changed by somebody else meanwhile.": "Das hat inzwischen jemand anderes geändert.",
		"The organisation that is imported from does not answer as it should.":
			"Die Organisation, aus der importiert wird, antwortet nicht wie erwartet.",
		"The organisation that is imported from does not let this be read.":
			"Die Organisation, aus der importiert wird, lässt dies nicht lesen.",
		"The service is not ready.": "Der Dienst ist noch nicht bereit.",
		"Authentication failed": "Die Anmeldung ist fehlgeschlagen.",
	},
};
