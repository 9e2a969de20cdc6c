"""The theorems of this project as frozen records: what is assumed, what follows, who said it."""

from lottery_verify.claims.records import Claim, Constant, Hypothesis, Source
from lottery_verify.claims.registry import CLAIMS, claim, claim_ids

__all__ = ["CLAIMS", "Claim", "Constant", "Hypothesis", "Source", "claim", "claim_ids"]
