"""The dispatcher's statements. `now` may be given, so that tests can move the clock; else it is the database's."""

from typing import Final

from service_desk.foundation.claim import MOST_DEATHS

# Order per recipient: a row waits for the earlier due ones of its person. Rows not yet due (held for the night, in
# back-off) and rows of channels that cannot be used now are overtaken, or one held message would silence a person.
CLAIM: Final = """
with due as (
  select o.id from message o
   where o.state = 'queued' and o.not_before <= coalesce($2::timestamptz, statement_timestamp()) and o.medium = any($5)
     and (o.deaths > 0) = $6
     and not exists (select 1 from message e
           where e.recipient_key = o.recipient_key and e.seq < o.seq and e.state in ('queued', 'sending')
             and e.not_before <= coalesce($2::timestamptz, statement_timestamp()) and (e.state = 'sending' or e.medium = any($5)))
   order by o.priority desc, o.not_before, o.seq limit $1 for update of o skip locked)
update message o set state = 'sending', state_at = coalesce($2::timestamptz, statement_timestamp()), call_started_at = null,
       hold_reason = null, lease_token = $3, lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due where o.id = due.id returning o.*"""

# Committed before a message's own call: from here on a dead worker leaves `unknown` behind, never `queued`.
STARTED: Final = """
update message set call_started_at = $3, channel = $4, attempts = attempts + 1
 where id = $1 and lease_token = $2 and state = 'sending' returning *"""
CALLED: Final = "select call_started_at is not null from message where id = $1 and lease_token = $2"

# A receipt may have come before the answer of the call: then its state stays, and only the rest is filled in.
SETTLE: Final = """
update message set state = case when state = 'sending' then $3 else state end,
       state_at = case when state = 'sending' then $4 else state_at end,
       not_before = coalesce($5, not_before), hold_reason = $6, attempts = attempts - $7,
       provider_id = coalesce($8, provider_id), provider_state = coalesce(provider_state, $9),
       price = coalesce($10, price), currency = coalesce($11, currency), error_code = $12, error_text = $13,
       lease_token = null, lease_until = null
 where id = $1 and lease_token = $2 returning state"""

SWEEP: Final = """
update message set state = case when call_started_at is null then 'queued' else 'unknown' end,
       state_at = coalesce($1::timestamptz, statement_timestamp()), deaths = deaths + case when call_started_at is null then 0 else 1 end,
       not_before = case when call_started_at is null then not_before
         else coalesce($1::timestamptz, statement_timestamp()) + case when channel = any($2) then interval '0' else $3::interval end end,
       error_code = 'worker_died', lease_token = null, lease_until = null
 where state = 'sending' and lease_until < coalesce($1::timestamptz, statement_timestamp()) returning id, state, state_at"""

# Whether the messages of a batch may still go to their addresses.
STANDING: Final = """
select o.id,
       (select s.reason from suppression s
         where s.medium = o.medium and s.address = o.address and s.lifted_at is null) as suppressed,
       (select c.given from consent c where c.recipient_key = o.recipient_key and c.medium = o.medium
           and c.category = o.category order by c.seq desc limit 1) as given
  from message o where o.id = any($1)"""

# Healing only reads the other side, so the row stays `unknown`.
HEAL_CLAIM: Final = """
with due as (
  select id from message where state = 'unknown' and not_before <= coalesce($2::timestamptz, statement_timestamp()) and medium = any($5)
     and lease_token is null and (deaths > 0) = $6
   order by not_before limit $1 for update skip locked)
update message m set lease_token = $3, lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due where m.id = due.id returning m.*"""

# The worker died while it asked. Where asking itself kills, a person decides.
HEAL_SWEEP: Final = f"""
update message set deaths = deaths + 1, lease_token = null, lease_until = null,
       state = case when deaths >= {MOST_DEATHS} then 'dead' else state end,
       error_code = case when deaths >= {MOST_DEATHS} then 'maybe_sent' else error_code end
 where state = 'unknown' and lease_until < coalesce($1::timestamptz, statement_timestamp())"""

HEALED: Final = """
update message set state = $3, state_at = $4, not_before = $4, provider_id = coalesce($5, provider_id),
       provider_state = coalesce($6, provider_state), price = coalesce($7, price), currency = coalesce($8, currency),
       error_code = $9, lease_token = null, lease_until = null
 where id = $1 and lease_token = $2 and state = 'unknown'"""

HEAL_LATER: Final = """
update message set not_before = $3, lease_token = null, lease_until = null
 where id = $1 and lease_token = $2 and state = 'unknown'"""

IN_USE: Final = "select provider_id from message where channel = $1 and address = $2 and provider_id is not null"
RULES: Final = "select code, verdict from error_rule where channel = $1"
STOPPED: Final = "select channel from channel_stop where cleared_at is null"
STOP: Final = """
insert into channel_stop (id, channel, reason, stopped_at) values ($1, $2, $3, $4)
on conflict (channel) where cleared_at is null do nothing"""
