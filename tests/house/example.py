"""`.env.example`, written from the settings' own sentences: `make example`."""

import sys
from pathlib import Path

from delivery.ops.envfile import example
from delivery.settings import Settings

FILE = Path(__file__).parents[2] / ".env.example"

if __name__ == "__main__" and sys.argv[1:] == ["update"]:
    FILE.write_text(example(Settings), "utf-8")
