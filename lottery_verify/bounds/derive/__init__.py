"""The derivation of every claim, step by step, each step checked when it is built."""

from lottery_verify.bounds.derive.registry import derivation, derivations

__all__ = ["derivation", "derivations"]
