create function kept_for_ever() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('desk.taking_out', true) = 'on' then
        return old;
    end if;
    raise exception 'What stands in % is kept for ever.', tg_table_name using errcode = 'restrict_violation';
end $$;
-- ;;
create function without_words(value jsonb) returns jsonb language sql immutable as $$
    select case jsonb_typeof(value)
        when 'object' then (select coalesce(jsonb_object_agg(key, case when key in ('note', 'evidence', 'label')
                                   then '""' else without_words(inner_value) end), '{}')
                              from jsonb_each(value) as o (key, inner_value))
        when 'array' then (select coalesce(jsonb_agg(without_words(inner_value) order by place), '[]')
                             from jsonb_array_elements(value) with ordinality as a (inner_value, place))
        else value end
$$;
-- ;;
create function facts_without_words(facts jsonb) returns jsonb language sql immutable as $$
    select case when facts #> '{floor,dates}' is null then without_words(facts)
        else jsonb_set(without_words(facts), '{floor,dates}', without_evidence(facts #> '{floor,dates}')) end
$$;
-- ;;
-- But for two things: a newer one supersedes it, and what people wrote is taken out when they are forgotten.
create function decision_only_superseded() returns trigger language plpgsql as $$
begin
    if old.superseded_at is null and to_jsonb(new) - 'superseded_at' = to_jsonb(old) - 'superseded_at' then
        return new;
    end if;
    if new.note is null and new.lines = without_words(new.lines) and new.lines = without_words(old.lines)
       and facts_without_words(new.facts) is not distinct from facts_without_words(old.facts)
       and without_words(new.facts) is not distinct from new.facts
       and not coalesce(jsonb_path_exists(new.facts, '$.floor.dates[*][3] ? (@ <> "")'), false)
       and to_jsonb(new) - array['note', 'lines', 'facts'] = to_jsonb(old) - array['note', 'lines', 'facts'] then
        return new;
    end if;
    raise exception 'A decision is only ever superseded: make a new one.' using errcode = 'restrict_violation';
end $$;
-- ;;
create trigger decision_stays before update on decision for each row execute function decision_only_superseded();
-- ;;
create trigger decision_never_deleted before delete on decision for each row execute function kept_for_ever();
-- ;;
create trigger item_terms_never_deleted before delete on item_terms for each row execute function kept_for_ever();
-- ;;
create trigger service_history_stays before update or delete on service_history for each row execute function kept_for_ever();
-- ;;
create trigger unit_return_stays before update or delete on unit_return for each row execute function kept_for_ever();
