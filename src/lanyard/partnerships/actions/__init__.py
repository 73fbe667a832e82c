"""The changes of this room, by what they change. One change is one function."""
