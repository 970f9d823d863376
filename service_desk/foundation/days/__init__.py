"""Days and moments as people and files write them, in three calendars and the languages of the desk."""
