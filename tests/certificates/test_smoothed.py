"""The smoothed ascent reports differences that are there, and finds gates that a gradient does not see."""

import torch

from lottery_verify.certificates.smoothed import smoothed_ascent
from lottery_verify.certificates.tensors import TensorLayer, difference


def layer(f: list[list[float]], g: list[list[float]], bias: list[float], gap: list[float], relu: bool) -> TensorLayer:
    """One layer of both networks."""
    wide, wide_g, b, c = (torch.tensor(entry, dtype=torch.float64) for entry in (f, g, bias, gap))
    return TensorLayer(wide, wide_g, wide_g - wide, b, c, (), torch.zeros(len(bias), 0, dtype=torch.float64), relu)


def test_gates_that_open_one_corner_alone_are_found() -> None:
    """F = max(Σ x − 11.5, 0), Ĝ = max(Σ x − 11.5 + 0.01, 0) on [0, 1]^12: they differ at one corner."""
    pair = [
        layer([[1.0] * 12], [[1.0] * 12], [-11.5], [0.01], True),
        layer([[1.0]], [[1.0]], [0.0], [0.0], False),
    ]
    low, high = torch.zeros(2, 12).double(), torch.tensor([[1.0], [0.9]]).double().expand(2, 12)
    found, where = smoothed_ascent(pair, low, high, starts=2, seeds=[0, 1])
    assert abs(float(found[0, 0]) - 0.01) < 1e-9
    assert float(found[1, 0]) == 0  # the sum is 10.8 at most
    assert torch.equal(difference(pair, where[:, 0]).abs(), found)
