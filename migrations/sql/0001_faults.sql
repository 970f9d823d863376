create unique index fault_code_once on fault_code (scheme, scheme_version, list_name, code);
-- ;;
alter table fault_code add constraint fault_code_list check (list_name in ('condition', 'symptom', 'section', 'defect', 'repair'));
-- ;;
create unique index fault_link_once on fault_link (from_id, to_id, product_class) nulls not distinct;
