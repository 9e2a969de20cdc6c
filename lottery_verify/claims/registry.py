"""All claims by id, in the order in which their proofs rest on each other."""

from lottery_verify.claims.certificates import CERTIFICATES
from lottery_verify.claims.lemmas import LEMMAS
from lottery_verify.claims.records import Claim
from lottery_verify.claims.theorems import THEOREMS
from lottery_verify.errors import InvalidArgument, did_you_mean

CLAIMS: tuple[Claim, ...] = LEMMAS + CERTIFICATES + THEOREMS

_BY_ID = {one.id: one for one in CLAIMS}


def claim_ids() -> tuple[str, ...]:
    """The ids of all claims, lemmas first."""
    return tuple(_BY_ID)


def claim(claim_id: str) -> Claim:
    """The claim of that id.

    Args:
        claim_id: e.g. `golden-decomposition`.
    Returns: the claim's record.
    Raises: InvalidArgument when there is no claim of that id.
    """
    try:
        return _BY_ID[claim_id]
    except KeyError:
        known = f"the ids are {', '.join(_BY_ID)}{did_you_mean(claim_id, _BY_ID)}"
        raise InvalidArgument(f"claim: there is none with id {claim_id!r}; {known}") from None
