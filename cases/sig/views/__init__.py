"""Pages of the socialtjänst room, by activity."""
