alter table posting add constraint posting_state_known check (state in ('queued', 'blocked', 'sending', 'applied',
    'verified', 'unknown', 'retry_wait', 'rejected', 'parked', 'cancelled', 'reversed'))
-- ;;
alter table posting add constraint posting_kind_known check (kind in ('receipt', 'issue', 'return', 'transfer',
    'adjustment', 'journal', 'invoice', 'credit_note'))
-- ;;
create unique index posting_once on posting (event_id, handler, handler_seq) where event_id is not null
-- ;;
create unique index posting_one_reversal on posting (reverses_id) where reverses_id is not null and state <> 'cancelled'
-- ;;
create index posting_due on posting (id) where state in ('queued', 'retry_wait', 'unknown', 'applied')
-- ;;
create index posting_sending on posting (lease_until) where lease_until is not null
-- ;;
create index posting_open on posting (state, id) where state not in ('verified', 'cancelled', 'reversed')
-- ;;
create index posting_order on posting (order_number, id)
-- ;;
create index posting_of_centre on posting (centre_id, id)
-- ;;
create index posting_date on posting (posting_date)
-- ;;
create index posting_blocked on posting using gin (waits_for) where state in ('blocked', 'retry_wait')
-- ;;
create unique index posting_move on posting (move_id) where move_id is not null and reverses_id is null
-- ;;
create index posting_returns on posting (returns_move_id) where returns_move_id is not null
-- ;;
create unique index posting_stream_once on posting_stream (posting_id, stream)
-- ;;
create index posting_stream_held on posting_stream (stream, posting_id) where held
-- ;;
create unique index posting_counter_once on posting_counter (order_number, kind)
-- ;;
create unique index account_role_once on account_role (role, valid_from)
-- ;;
create unique index mapping_gap_open on mapping_gap (need) where closed_at is null
-- ;;
create unique index reconcile_finding_open on reconcile_finding (what, kind, key) where state = 'open'
-- ;;
-- One place writes the history and lets the followers go, whoever moved the posting.
create function posting_moved() returns trigger language plpgsql as $$ begin
  if tg_op = 'INSERT' then
    insert into posting_step (posting_id, at, from_state, to_state, detail, payload_hash)
    values (new.id, new.state_at, null, new.state, new.detail, new.payload_hash);
    return null;
  end if;
  if new.state is distinct from old.state or new.payload_hash is distinct from old.payload_hash then
    insert into posting_step (posting_id, at, from_state, to_state, detail, payload_hash)
    values (new.id, new.state_at, old.state, new.state, new.detail, old.payload_hash);
  end if;
  if new.state in ('verified', 'cancelled', 'reversed') and old.state not in ('verified', 'cancelled', 'reversed') then
    update posting_stream set held = false where posting_id = new.id and held;
  end if;
  return null;
end $$
-- ;;
create trigger posting_moved after insert or update on posting for each row execute function posting_moved()
-- ;;
create trigger posting_step_append_only before update or delete on posting_step for each row execute function refuse_change()
-- ;;
create unique index book_balance_one on book_balance (item, lot, location)
-- ;;
alter table book_balance add constraint book_balance_never_negative check (quantity >= 0 and value >= 0)
-- ;;
alter table book_balance add constraint book_balance_empty_is_worthless check (quantity > 0 or value = 0)
-- ;;
alter table book_move add constraint book_move_positive check (quantity > 0 and value >= 0 and from_location <> to_location)
-- ;;
create index book_move_document on book_move (document_id)
-- ;;
create index book_move_returns on book_move (returns_id) where returns_id is not null
-- ;;
create index book_move_item on book_move (item, lot)
-- ;;
create index book_document_kind on book_document (kind, posted_on)
-- ;;
create unique index book_document_one_reversal on book_document (reverses) where reverses is not null
-- ;;
create index ledger_entry_document on ledger_entry (document_id)
-- ;;
create index ledger_entry_day on ledger_entry (posted_on)
-- ;;
create index ledger_line_entry on ledger_line (entry_id)
-- ;;
create index ledger_line_account on ledger_line (account)
-- ;;
alter table ledger_line add constraint ledger_line_one_sided
    check (debit >= 0 and credit >= 0 and (debit > 0) <> (credit > 0))
-- ;;
create function ledger_balanced() returns trigger language plpgsql as $$ begin
  if (select coalesce(sum(debit - credit), 0) <> 0 or count(*) < 2 from ledger_line where entry_id = new.entry_id) then
    raise exception 'UNBALANCED entry %', new.entry_id using errcode = 'check_violation'; end if; return null; end $$
-- ;;
create constraint trigger ledger_balanced after insert on ledger_line deferrable initially deferred
    for each row execute function ledger_balanced()
-- ;;
create trigger book_document_append_only before update or delete on book_document for each row execute function refuse_change()
-- ;;
create trigger book_move_append_only before update or delete on book_move for each row execute function refuse_change()
-- ;;
create trigger ledger_entry_append_only before update or delete on ledger_entry for each row execute function refuse_change()
-- ;;
create trigger ledger_line_append_only before update or delete on ledger_line for each row execute function refuse_change()
