"""Inputs of each claim, as frozen dataclasses of plain numbers."""

from lottery_verify.strategies.claims.registry import CLAIM_INPUTS, claim_inputs

__all__ = ["CLAIM_INPUTS", "claim_inputs"]
