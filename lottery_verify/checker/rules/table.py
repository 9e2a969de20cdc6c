"""The rules of the checker by the names that steps give them: a new rule is one file and one line here."""

from lottery_verify.checker.rules import (
    apart,
    ball,
    bound,
    boxes,
    branches,
    difference,
    gain,
    gated,
    interval,
    region,
    signs,
    spectral,
    splits,
    top1,
    whole,
)
from lottery_verify.checker.rules.known import Rule

RULES: dict[str, Rule] = {
    "region": region.RULE,
    "ball": ball.RULE,
    "spectral": spectral.RULE,
    "signs": signs.RULE,
    "gain": gain.RULE,
    "interval": interval.RULE,
    "difference": difference.RULE,
    "apart": apart.RULE,
    "bound": bound.RULE,
    "boxes": boxes.RULE,
    "whole": whole.RULE,
    "gated": gated.RULE,
    "branches": branches.RULE,
    "top1": top1.RULE,
    "splits": splits.RULE,
}
FIRST_RULES = ("ball",)  # what a certificate of format 2 may state of the first layer, before `layers`
OUTPUT_RULES = ("boxes", "whole", "gated", "branches")  # of format 2, each about the output
AGREEMENT_RULES = ("top1", "splits")  # those of the claim top1
