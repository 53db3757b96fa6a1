"""Reading the store: members by what names them, closed sets of members, and their events as a history."""
