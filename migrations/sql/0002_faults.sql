update fault_code set fault_group = substr(code, 2, 1) where scheme = 'SD' and list_name = 'symptom' and code <> 'S099';
-- ;;
update fault_code set fault_group = code where scheme <> 'SD' and list_name = 'symptom';
-- ;;
update fault_code set flags = array_append(flags, 'unstated') where scheme = 'SD' and code in ('S099', 'C99');
-- ;;
update fault_code set outcome = case when 'attempt' = any(flags) then 'repaired' when code = 'R09' then 'exchanged'
  when code in ('R11', 'R12') then 'no_fault' when code = 'R13' then 'declined' else 'not_repaired' end,
  needs = case code when 'R01' then 'part' when 'R09' then 'unit' else '' end
 where scheme = 'SD' and list_name = 'repair';
-- ;;
alter table fault_code add constraint fault_code_ending check (needs in ('', 'part', 'unit')
  and outcome in ('', 'repaired', 'exchanged', 'no_fault', 'declined', 'not_repaired')
  and (list_name = 'repair' or (needs = '' and outcome = '')));
