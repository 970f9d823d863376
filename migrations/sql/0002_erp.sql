create index posting_changed on posting (state_at)
