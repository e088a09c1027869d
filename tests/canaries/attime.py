"""`whistle` at another time: `python -m tests.canaries.attime TIME COMMAND`, the time as ISO 8601."""

import sys
from datetime import datetime

import time_machine

from bot.cli import main

if __name__ == "__main__":
    with time_machine.travel(datetime.fromisoformat(sys.argv.pop(1))):
        sys.exit(main())
