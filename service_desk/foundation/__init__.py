"""What every room stands on: database, time, ids, money, words, errors, files, queues."""
