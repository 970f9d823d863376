create index charge_created on charge (created_at)
