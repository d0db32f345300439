// Presses the one button of a page that needs no answer from the person. Without JavaScript the person presses it.
document.querySelector("button[data-press]")?.click();
