"""The cellar: pure Python that decides. Nothing here imports Django, reads a clock, a file or a database."""
