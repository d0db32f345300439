#!/bin/sh
# Makes what ops/compose.yaml needs: the secrets in ops/secrets, and ops/.env. What is there already stays as it is.
#   sh ops/first-start.sh PROVIDER_HOST PLATFORM_HOST ADMINISTRATOR_EMAIL
set -eu
if [ $# -ne 3 ] || [ "$1" = "$2" ]; then
	echo "usage: $0 PROVIDER_HOST PLATFORM_HOST ADMINISTRATOR_EMAIL (two different host names)" >&2
	exit 2
fi
cd "$(dirname "$0")"
# Nobody else may enter the folder; the files in it are handed into containers as they are, whose user has to read them.
mkdir -p secrets
chmod 700 secrets
random() { openssl rand -hex 32; }
keep() { if [ ! -s "secrets/$1" ]; then cat > "secrets/$1"; fi; chmod 444 "secrets/$1"; }

random | keep master-key
random | keep database-password
openssl rand -base64 18 | keep administrator-password
printf 'postgres://signet:%s@postgres/signet\n' "$(cat secrets/database-password)" | keep database-url
if [ ! -s secrets/certificate.pem ]; then
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$1" \
		-addext "subjectAltName=DNS:$1,DNS:$2" -keyout secrets/certificate-key.pem -out secrets/certificate.pem 2>/dev/null
	echo "ops/secrets/certificate.pem signs itself, for a first look: put your own and its key in its place before others come."
fi
chmod 444 secrets/certificate.pem secrets/certificate-key.pem
[ -s .env ] || printf 'PROVIDER_HOST=%s\nPLATFORM_HOST=%s\nADMINISTRATOR=%s\n' "$1" "$2" "$3" > .env
echo "The first administrator is $3; the password stands in ops/secrets/administrator-password."
echo "Keep ops/secrets/master-key elsewhere too: without it no backup can be read."
