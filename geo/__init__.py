"""geo locates: places, distance, coverage and maps. It knows nothing of reports or chats."""
