"""Finding the words of a message that may name a place, and where exactly they stand in it."""
