"""`lottery-verify COMMAND …`: only the chosen command's module is imported, so that `check` loads the checker alone."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from lottery_verify.commands.parsers import COMMANDS, build, refuse_unknown_options
from lottery_verify.errors import LotteryError, NoTicketError, Undecided


def main(argv: list[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0 accepted or done, 1 rejected (or no ticket in this draw), 2 wrong usage or malformed input, 3 undecided.
    """
    arguments = sys.argv[1:] if argv is None else argv
    chosen = next((a for a in arguments if not a.startswith("-")), None)
    parser, own = build([chosen] if chosen in COMMANDS else [])
    place = len(arguments) if chosen is None else arguments.index(chosen)
    refuse_unknown_options(parser, arguments[:place])
    if chosen in own:
        refuse_unknown_options(own[chosen], arguments[place + 1 :])
    parsed = parser.parse_args(arguments)
    if parsed.version:
        from lottery_verify import __version__

        print(f"lottery-verify {__version__}")
        return 0
    if parsed.command is None:
        parser.print_help()
        return 2
    try:
        return int(import_module(f"lottery_verify.commands.{parsed.command}").run(parsed))
    except NoTicketError as error:
        print(f"no ticket: {error}", file=sys.stderr)
        return 1
    except Undecided as error:
        print(f"undecided: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; nothing more to say
        return 0
    except (LotteryError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
