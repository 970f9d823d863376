create unique index starter_entry_once on starter_entry (source, key);
