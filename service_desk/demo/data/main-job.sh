#!/bin/sh
# The main job, step by step, through the API of your demo. Run it whole, or line by line: sh @PATH@
set -eu
API=@URL@/api/v1
TOKEN=$(cat @TOKEN_FILE@)
# Ids may be made by the caller: version 7 of RFC 9562, which begins with the milliseconds of now.
new_id() { t=$(printf '%012x' "$(($(date +%s) * 1000))"); r=$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n'); printf '%s-%s-7%s-8%s-%s' \
  "${t%????}" "${t#????????}" "$(echo "$r" | cut -c1-3)" "$(echo "$r" | cut -c4-6)" "$(echo "$r" | cut -c7-18)"; }
TICKET=$(new_id)
ORDER=$(new_id)
COUNT=0
call() { COUNT=$((COUNT + 1)); printf '\n\n%s %s\n' "$1" "$2"; curl -sS --fail-with-body -X "$1" "$API$2" \
  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $ORDER-$COUNT" -H 'Content-Type: application/json' ${3:+-d "$3"}; }

# @OWNER@ calls: @PRODUCT@ @SERIAL@ is broken. What is it, whose is it, is it covered?
call GET '/items?serial=@SERIAL@'
call POST /tickets "{\"id\": \"$TICKET\", \"centre_id\": \"@CENTRE@\", \"scan\": \"@SERIAL@\", \"party_id\": \"@PARTY@\", \"symptom\": \"S803\", \"words\": \"It does not pump the water out.\"}"
# It comes to the bench: order, diagnosis, clock, part.
call POST /repairs "{\"id\": \"$ORDER\", \"ticket_id\": \"$TICKET\"}"
call POST "/repairs/$ORDER/clock" '{"resource_id": "@RESOURCE@"}'
call POST "/repairs/$ORDER/diagnosis" '{"section": "L11", "defect": "D01", "repair": "R01"}'
call POST "/repairs/$ORDER/parts" '{"part": "@PART@", "location": "WH"}'
call POST "/repairs/$ORDER/clock/stop" '{"resource_id": "@RESOURCE@"}'
# Checked, closed, handed over. What follows is done by the worker.
call POST "/repairs/$ORDER/quality-check" '{"passed": true}'
call POST "/repairs/$ORDER/closure"
call POST "/repairs/$ORDER/handover"
sleep 3
# What the payers bear, what the books hold, what the customer was told.
call GET "/repairs/$ORDER/charges"
NUMBER=$(call GET "/repairs/$ORDER" | sed -n 's/.*"number":"\([A-Z0-9]*-R-[0-9]*\)".*/\1/p')
call GET "/postings?order_number=$NUMBER"
call GET "/messages?thread=ticket:$TICKET"
echo
