create unique index price_once on price (product_id, price_list, currency, valid_from)
-- ;;
alter table price add constraint price_not_negative check (amount >= 0)
-- ;;
create unique index tax_rate_once on tax_rate (country, code, valid_from)
-- ;;
alter table tax_rate add constraint tax_rate_percent check (percent between 0 and 100)
