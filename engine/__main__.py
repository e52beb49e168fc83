"""python -m engine: the same as the storeloom command."""

import os
import sys

# -m puts the caller's folder first on the path, and a shop's folder may hold a deploy.py or a themes/ of its own.
if sys.path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from engine.cli import command

if __name__ == "__main__":
    command()
