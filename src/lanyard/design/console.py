"""What commands say: one JSON document with --json, else text for people."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def output(args: Namespace, document: Mapping[str, Any], text: str) -> None:
    """Print the document as JSON when --json was given, else the text."""
    as_json = getattr(args, "json", False)
    print(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False) if as_json else text)


def complain(message: str) -> None:
    """Say on stderr, in one line, what is wrong and what to do."""
    print(" ".join(message.split()), file=sys.stderr)
