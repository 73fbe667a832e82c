"""What a command says: one JSON document for machines, or plain lines for people."""

import argparse
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def output(args: argparse.Namespace, document: Any, text: str = "") -> None:
    """Print the document as JSON when --json was given, and otherwise the text."""
    if args.json:
        print(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False))
    elif text:
        print(text)
