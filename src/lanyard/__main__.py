"""`python -m lanyard` is the command line."""

from lanyard.cli import main

raise SystemExit(main())
