"""`python -m bot.privacy.scrub --lines`: the line-wise form without the command line around it."""

import sys

from bot.privacy.scrub import Scrubber, answer_lines

if __name__ == "__main__":
    answer_lines(Scrubber(), None, sys.stdin, sys.stdout)
