"""Forms of the socialtjänst room, by activity."""
