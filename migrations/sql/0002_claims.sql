-- The few rows under which a worker died, which are looked for at every poll.
create index event_delivery_suspects on event_delivery (id) where deaths > 0
-- ;;
create index posting_suspects on posting (id) where deaths > 0
-- ;;
create index print_job_suspects on print_job (id) where deaths > 0
-- ;;
create index sent_picture_suspects on sent_picture (id) where deaths > 0
