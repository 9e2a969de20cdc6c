"""Every error that lottery_verify raises on purpose; standard library only.

Each message says the place, what was claimed, what was found and what follows. Each class is also the nearest
builtin, so that callers who do not know this package can still catch it.
"""

from collections.abc import Iterable


def printable(text: str) -> str:
    """Text from files and arguments as a terminal may show it: each character that moves, colours or hides is escaped.

    Args:
        text: any text, lone surrogates and file names with line ends included.
    Returns:
        the same text on one line, with a backslash escape for every character that Unicode calls not printable.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class LotteryError(Exception):
    """What every error of this package is; its text is printable, whatever file name or tensor name it quotes."""

    def __str__(self) -> str:
        return printable(super().__str__())


class InvalidArgument(LotteryError, ValueError):
    """An argument is outside its range; the message names it, its value and the range."""


class BeyondSource(InvalidArgument):
    """The source has no such weights: they would be larger, smaller or finer than those of its laws."""


class TooManyNeurons(InvalidArgument):
    """A theorem asks for more neurons per block than a source may have."""


class MalformedFile(LotteryError, ValueError):
    """A file is not what it should be: truncated, too large, of another format, or with a key or tensor amiss."""


class UnsupportedNetwork(LotteryError, ValueError):
    """A network holds something that a ReLU network of exact weights cannot represent; the message names it."""


class NotThisSource(LotteryError, ValueError):
    """A kept weight is not the source's: the file is not a pruning of the source that it names."""


class NoTicketError(LotteryError, LookupError):
    """The draw of the source holds no ticket: some link has no kept products within its epsilon."""


class MissingPackage(LotteryError, ModuleNotFoundError):
    """A package that this command needs is not installed; the message says which extra brings it."""


class Undecided(LotteryError, ArithmeticError):
    """A predicate's value could not be decided; it never counts as accepted."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message about a word that is not known: the one of `known` that is spelt most like it, if any is."""
    from difflib import get_close_matches  # only an error needs it

    near = get_close_matches(word.lower(), known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
