"""The theorems of this project as frozen records: what is assumed, what follows, who said it."""

from lottery_verify.claims.records import Claim, Constant, Hypothesis, Origin
from lottery_verify.claims.registry import CLAIMS, claim, claim_ids

__all__ = ["CLAIMS", "Claim", "Constant", "Hypothesis", "Origin", "claim", "claim_ids"]
