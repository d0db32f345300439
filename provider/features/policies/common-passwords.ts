/** Passwords that head every list of stolen ones, folded, of at least eight characters: shorter ones are refused anyway. */
const COMMON: ReadonlySet<string> = new Set(
	`password password1 password12 password123 password1234 password! passw0rd p@ssw0rd p@ssword p@ssw0rd1 12345678 123456789 1234567890
12341234 11111111 00000000 87654321 987654321 88888888 66666666 99999999 12121212 123123123 123321123 147258369 123654789 11223344
1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 zaq12wsx qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 asdfghjk asdfghjkl
asdf1234 zxcvbnm1 zxcvbnm123 qazwsxedc q1w2e3r4 q1w2e3r4t5 abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 aaaaaaaa iloveyou iloveyou1
sunshine sunshine1 princess princess1 football football1 baseball baseball1 superman batman123 starwars trustno1 whatever letmein1
letmein123 welcome1 welcome123 welcome12 welcome2024 welcome2025 welcome2026 changeme changeme1 changeme123 admin123 admin1234 administrator
adminadmin root1234 test1234 testtest testing123 guest123 default1 michelle jennifer jordan23 computer internet samsung1 dragon123
monkey123 master123 shadow123 charlie1 freedom1 liverpool chocolate butterfly elephant november december september summer2024
summer2025 summer2026 winter2024 winter2025 winter2026 spring2025 autumn2025 secret123 mypassword passpass password0 password2 password99
corvette mercedes maverick hello123 hello1234 helloworld access14 access123 pokemon1 fuckyou1 babygirl lovely12 jessica1 ashley12`
		.split(/\s+/)
		.filter(Boolean),
);

/** Whether `folded` is one of the passwords that are tried first. */
export const isCommon = (folded: string): boolean => COMMON.has(folded);
