"""Ways to read a message as a place, one module each; the resolver asks them in order."""
