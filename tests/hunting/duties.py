"""The catalogue's mutants with what must notice them, as test parameters."""

from lottery_verify.hunting.mutants.runner import duties


def duties_of(mutants, beginning):
    """(mutant, what is asked), where that begins so."""
    return [(one, asked) for one in mutants for asked in duties(one) if asked[0].startswith(beginning)]


def identity(duty):
    """A parameter's id."""
    mutant, asked = duty
    return f"{mutant.wrong} [{asked[0]}]"
