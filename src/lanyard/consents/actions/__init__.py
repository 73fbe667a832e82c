"""Changes of consents: each module's functions are the room's, imported from where they stand."""
