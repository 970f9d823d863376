create unique index extension_number on extension (centre_id, number) where retired_at is null
-- ;;
create index extension_called on extension (called) where called <> ''
-- ;;
create index extension_staff on extension (staff_id) where staff_id is not null
-- ;;
create unique index call_told on call (provider, provider_id)
-- ;;
create index call_newest on call (rang_at desc, id desc)
-- ;;
create index call_of_staff on call (staff_id, rang_at desc, id desc) where staff_id is not null
-- ;;
create index call_of_party on call (party_id, rang_at desc, id desc) where party_id is not null
-- ;;
create index call_caller on call (caller) where caller <> ''
-- ;;
