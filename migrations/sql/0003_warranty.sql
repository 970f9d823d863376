create function rule_pack_is_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'switched_on' = to_jsonb(old) - 'switched_on' then
        return new;
    end if;
    raise exception 'A published pack is only switched: publish the next version.' using errcode = 'restrict_violation';
end $$;
-- ;;
create trigger rule_pack_frozen before update or delete on rule_pack for each row execute function rule_pack_is_frozen();
-- ;;
create function pack_switch_stays() returns trigger language plpgsql as $$
begin
    raise exception 'Who switched a pack is on record for good.' using errcode = 'restrict_violation';
end $$;
-- ;;
create trigger pack_switch_stays before update or delete on pack_switch for each row execute function pack_switch_stays();
