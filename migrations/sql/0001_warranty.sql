create unique index policy_code on policy (code);
-- ;;
create unique index policy_version_once on policy_version (policy_id, number);
-- ;;
create unique index rule_pack_once on rule_pack (code, number);
-- ;;
create unique index item_terms_open on item_terms (item_id) where closed_at is null;
-- ;;
create index item_terms_closed on item_terms (item_id) where closed_at is not null;
-- ;;
alter table cover_source add constraint cover_source_kind check (kind in ('campaign', 'rework', 'repair_warranty', 'extension', 'contract', 'vendor') and starts_on <= ends_on);
-- ;;
create unique index cover_source_once on cover_source (item_id, kind, source_kind, source_id) where withdrawn_at is null;
-- ;;
create unique index service_history_once on service_history (order_id, item_id);
-- ;;
create index decision_live on decision (subject_id, subject_kind) where superseded_at is null;
-- ;;
create index decision_superseded on decision (subject_id, subject_kind) where superseded_at is not null;
-- ;;
alter table decision add constraint decision_verdict check (verdict in ('covered', 'undecided', 'not_covered'));
-- ;;
create function policy_version_is_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'A published policy version is never changed: publish the next one.' using errcode = 'restrict_violation';
end $$;
-- ;;
create trigger policy_version_frozen before update or delete on policy_version for each row execute function policy_version_is_frozen();
-- ;;
create function without_evidence(dates jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_agg(each - 3 order by place), '[]') from jsonb_array_elements(dates) with ordinality as d (each, place)
$$;
-- ;;
-- But for two things: it is closed, and what a person wrote about the evidence is taken out when they are forgotten.
create function item_terms_only_close() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - 'dates' = to_jsonb(old) - 'dates' and without_evidence(new.dates) = without_evidence(old.dates)
       and not jsonb_path_exists(new.dates, '$[*][3] ? (@ <> "")') then
        return new;
    end if;
    if new.closed_at is null or to_jsonb(new) - 'closed_at' <> to_jsonb(old) - 'closed_at' then
        raise exception 'Frozen terms are only ever closed: write a new snapshot.' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
-- ;;
create trigger item_terms_frozen before update on item_terms for each row execute function item_terms_only_close();
