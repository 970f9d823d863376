-- Names in their order, for words that very many customers share.
create index party_name_key on party (name_key, id) where merged_into is null and retired_at is null
-- ;;
create index product_sku_key on product (sku_key, id) where retired_at is null
-- ;;
create index repair_order_search on repair_order using gin (search)
-- ;;
-- Any part of a telephone number, from four digits.
create index contact_point_part on contact_point using gin (value gin_trgm_ops) where kind <> 'email'
-- ;;
-- A serial is found without its hyphens too; most serials have none, and cost nothing here.
create index service_item_bare_serial on service_item using gin (translate(serial, '-./_', '') gin_trgm_ops)
    where serial ~ '[-./_]'
