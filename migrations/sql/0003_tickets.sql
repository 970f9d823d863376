-- One name for one view of a person, and of a centre.
create unique index saved_view_name on saved_view (coalesce(centre_id, owner_id), lower(name)) where retired_at is null
