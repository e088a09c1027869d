"""handlers decide: rules, use cases and words, as plain synchronous functions over a transaction."""
