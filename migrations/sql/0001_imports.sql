create unique index import_run_unfinished on import_run (centre_id, kind, file_hash, mapping_hash) where finished_at is null
