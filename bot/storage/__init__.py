"""Storage keeps what handlers decide: one schema, one set of statements, and an engine for each database.

Nothing here knows a platform or a key; nothing that is kept can name a person.
"""
