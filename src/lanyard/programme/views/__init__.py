"""The pages of the programme: lists and plans, before, running, the register, observations."""
