"""The changes of this room, one function each: planning, before, running, register, observing."""
