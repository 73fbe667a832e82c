"""What must not stand in a log: the personal links of parents and children, which are keys."""

import logging
import re

_LINK = re.compile(r"/([pc])/[^/\s?]+")


class WithoutLinks(logging.Filter):
    """Takes the token out of every address that begins as a personal link does."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record where it names such an address; keep every record."""
        said = record.getMessage()
        cleaned = _LINK.sub(r"/\1/…", said)
        if cleaned != said:
            record.msg, record.args = cleaned, ()
        return True
