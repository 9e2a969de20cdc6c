"""What is asked of a wrong program in its own process; the answers are plain values.

Each question imports what it needs itself, so that none waits for what only another one uses.
"""

from __future__ import annotations

import time
from collections.abc import Sequence


def hunted(properties: Sequence[str], examples: int, seed: int) -> tuple[str | None, str, int, float]:
    """Hunts properties in turn until one is violated.

    Args:
        properties: their ids.
        examples: at most so many for each.
        seed: of the hunts.
    Returns:
        (the property that is violated, or None; its counterexample in words; examples; seconds).
    """
    import torch

    from lottery_verify.hunting.registry import find_property
    from lottery_verify.hunting.runner import hunt

    torch.set_num_threads(1)
    begin, judged = time.perf_counter(), 0
    for name in properties:
        found = hunt(find_property(name), examples=examples, seed=seed, shrink=False)
        judged += found.examples
        if found.status == "counterexample":
            note = found.outcome.note if found.outcome else found.error
            return name, note, judged, time.perf_counter() - begin
    return None, "survived", judged, time.perf_counter() - begin


def derived(claim: str) -> str:
    """Whether every step of a claim's derivation is proved."""
    from lottery_verify.bounds.derive.registry import derivation

    return "proved" if derivation(claim).proved else "not proved"
