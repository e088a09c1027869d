"""What stands between a person and the rest of Whistle: identity is dropped here, words are cleaned here."""
