#!/bin/sh
# A bank's side of SNAP with curl and openssl: token, inquiry, payment, the same told again, another payment under the same id.
# To try with only: while it runs, others on this machine may see the secret among openssl's words.
# Usage: snap-bank.sh <gateway> <client id> <secret file> <partner id> <private key> <prefix> <customer no> <rupiah>
set -eu
gateway=$1 client=$2 secret=$(cat "$3") partner=$4 key=$5 prefix=$6 customer=$7 rupiah=$8
stamp() { TZ=WIB-7 date +%Y-%m-%dT%H:%M:%S+07:00; }

# Service 73, signed by the bank's key over <client id>|<time>.
at=$(stamp)
signature=$(printf '%s|%s' "$client" "$at" | openssl dgst -sha256 -sign "$key" | openssl base64 -A)
answer=$(curl -sS "$gateway/snap/v1.0/access-token/b2b" -H 'Content-Type: application/json' \
  -H "X-CLIENT-KEY: $client" -H "X-TIMESTAMP: $at" -H "X-SIGNATURE: $signature" -d '{"grantType":"client_credentials"}')
token=$(printf '%s' "$answer" | sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then echo "token: $answer" >&2; exit 1; fi

# Signed under the secret over method, path, token, hash of the body and time. These bodies have no blanks between their parts, so they are minified as they are.
call() { # <what> <path> <external id> <body>
  at=$(stamp)
  hash=$(printf '%s' "$4" | openssl dgst -sha256 -r | cut -d' ' -f1)
  signature=$(printf 'POST:%s:%s:%s:%s' "$2" "$token" "$hash" "$at" | openssl dgst -sha512 -hmac "$secret" -binary | openssl base64 -A)
  echo "$1: $(curl -sS "$gateway$2" -H 'Content-Type: application/json' -H "Authorization: Bearer $token" \
    -H "X-TIMESTAMP: $at" -H "X-SIGNATURE: $signature" -H "X-PARTNER-ID: $partner" -H "X-EXTERNAL-ID: $3" -d "$4")"
}

number=$(printf '"partnerServiceId":"%8s","customerNo":"%s","virtualAccountNo":"%8s%s"' "$prefix" "$customer" "$prefix" "$customer")
pay() { # <payment id>
  printf '{%s,"paymentRequestId":"%s","paidAmount":{"value":"%s.00","currency":"IDR"},"referenceNo":"REF%s","trxDateTime":"%s"}' "$number" "$1" "$rupiah" "$1" "$(stamp)"
}

id=$(date +%s%N)
call inquiry /snap/v1.0/transfer-va/inquiry "${id}1" "{$number,\"inquiryRequestId\":\"$id\"}"
body=$(pay "$id")
call payment /snap/v1.0/transfer-va/payment "${id}2" "$body"
call 'told again' /snap/v1.0/transfer-va/payment "${id}3" "$body"
call 'same external id' /snap/v1.0/transfer-va/payment "${id}2" "$body"
call 'another payment' /snap/v1.0/transfer-va/payment "${id}2" "$(pay "${id}9")"
