#!/bin/sh
# Signs in, fetches a deduction list, sends a payroll file whole and then in resumable pieces: REST by curl.
set -eu
http=$1 client=$3 secret=$4 period=$5 employer=$6 file=$7
piece=524288
name=$(basename "$file")

field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }
call() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer $token" "$@"; }

token=$(curl --silent --show-error --fail-with-body -u "$client:$secret" -d grant_type=client_credentials "$http/oauth/token" | field access_token)

# What to deduct, as CSV; the control figures are headers.
list=$(call -D - -o /dev/null "$http/v1/periods/$period/employers/$employer/deductions:download" | tr -d '\r')
echo "list: $(echo "$list" | sed -n 's/^control-rows: //ip') lines, $(echo "$list" | sed -n 's/^control-total: //ip') rupiah"

# The payroll file in one call.
stored=$(call -T "$file" "$http/v1/periods/$period/files/$name")
sum=$(echo "$stored" | sed -n 's/.*"sum" *: *{ *"amountMinor" *: *"\([0-9]*\)".*/\1/p')
echo "file: $(echo "$stored" | field rowCount) rows, $((sum / 100)) rupiah"

# In pieces. After a cut: begin again with the same words, and on from its offset.
length=$(wc -c < "$file" | tr -d ' ')
sha256=$(sha256sum "$file" | cut -d ' ' -f 1)
upload=$(call --json "{\"name\": \"$name\", \"length\": $length, \"sha256\": \"$sha256\"}" "$http/v1/periods/$period/uploads")
id=$(echo "$upload" | field uploadId)
at=$(echo "$upload" | field offset)
at=${at:-0}
while [ "$at" -lt "$length" ]; do
  tail -c +$((at + 1)) "$file" | head -c $piece | call -o /dev/null -H 'Content-Type: application/octet-stream' -T - "$http/v1/uploads/$id/$at"
  at=$((at + piece))
done
stored=$(call --json '{}' "$http/v1/uploads/$id:complete")
echo "pieces: $(echo "$stored" | field rowCount) rows"
