/** Everything the platform writes down, each with what it means. */
export const actions = {
	"sign-in": "A sign-in, with a password or at the provider",
	"sign-out": "A sign-out",
	"password.change": "Somebody changed their own password",
	"setup.complete": "The site admin was made",
	"user.create": "A user was made by an administrator",
	"user.provision": "A user was made at their first sign-in",
	"user.link": "A user was linked to their identity at the provider",
	"user.update": "A user was changed",
	"user.reset-password": "A user was given a temporary password",
	"user.delete": "A user was deleted",
	"authentication.check": "An authentication configuration was checked without saving",
	"authentication.save": "An authentication configuration was saved",
	"request.denied": "A request was refused for want of permission",
} as const;

export type Action = keyof typeof actions;
