-- Whoever was forgotten stays so: nothing new hangs on their entry. The lock lets an erasure and a new row wait for one another.
create function customer_is_not_erased() returns trigger language plpgsql as $$
declare
  customer uuid := to_jsonb(new) ->> tg_argv[0];
  gone timestamptz;
begin
  select erased_at into gone from party where id = customer for key share;
  if gone is not null then
    raise check_violation using constraint = 'customer_erased', message = 'the data of this customer were erased';
  end if;
  return new;
end $$;
-- ;;
update party set erased_at = retired_at where name = 'Erased ' || right(id::text, 12) and search is null;
-- ;;
create trigger contact_point_not_erased before insert or update of party_id on contact_point for each row execute function customer_is_not_erased('party_id');
-- ;;
create trigger address_not_erased before insert or update of party_id on address for each row execute function customer_is_not_erased('party_id');
-- ;;
create trigger party_note_not_erased before insert or update of party_id on party_note for each row execute function customer_is_not_erased('party_id');
-- ;;
create trigger item_owner_not_erased before insert on item_owner for each row execute function customer_is_not_erased('party_id');
-- ;;
create trigger ticket_of_erased before insert on ticket for each row when (new.party_id is not null) execute function customer_is_not_erased('party_id');
-- ;;
create trigger ticket_to_erased before update of party_id on ticket for each row
 when (new.party_id is distinct from old.party_id and new.party_id is not null) execute function customer_is_not_erased('party_id');
-- ;;
create trigger ticket_reopened_for_erased before update of state on ticket for each row
 when (old.state in ('resolved', 'closed', 'cancelled') and new.state = 'open' and new.party_id is not null) execute function customer_is_not_erased('party_id');
-- ;;
create trigger order_of_erased before insert on repair_order for each row when (new.party_id is not null) execute function customer_is_not_erased('party_id');
-- ;;
create trigger order_to_erased before update of party_id on repair_order for each row
 when (new.party_id is distinct from old.party_id and new.party_id is not null) execute function customer_is_not_erased('party_id');
