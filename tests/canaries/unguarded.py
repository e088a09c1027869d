"""`whistle` started by somebody who lets it write cores: `python -m tests.canaries.unguarded COMMAND`.

With NO_GUARDS in its environment it does nothing against that, so that a test sees what would be found then.
"""

import os
import resource
import signal
import sys

from bot.cli import main
from bot.privacy import memory


def no_guards() -> memory.Hardening:
    return memory.Hardening(
        core_dumps=memory.Guard.UNAVAILABLE, debuggers=memory.Guard.UNAVAILABLE, memory_lock=memory.Guard.UNAVAILABLE
    )


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    # A shell lets what it starts in the background ignore it, tests included.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if os.environ.get("NO_GUARDS"):
        memory.harden = no_guards
    sys.exit(main())
