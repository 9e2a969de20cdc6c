"""`python -m lottery_verify COMMAND …` is `lottery-verify COMMAND …`."""

import sys

from lottery_verify.cli import main

if __name__ == "__main__":
    sys.exit(main())
