create index message_suspects on message (seq) where deaths > 0
