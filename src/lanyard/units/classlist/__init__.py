"""Class lists: from a school's file to children of the school, with nothing kept until a person accepts it."""
