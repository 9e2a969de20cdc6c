"""The figure of neighbourhoods shows every row, also where nothing was found or proved."""

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from lottery_verify import Network, prove_around
from lottery_verify.reporting import neighbourhoods
from lottery_verify.reporting.plotting import Picture


def test_the_curves_are_the_rows(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The proved line has the bounds in rising order, then a gap for the row that is not proved."""
    drawn: list[Figure] = []

    def kept(name: str, question: str, answer: str, made: Figure) -> Picture:
        drawn.append(made)
        return Picture(name, question, answer, b"", b"")

    monkeypatch.setattr(neighbourhoods, "picture", kept)
    target, ticket = Network.from_arrays([np.eye(2)]), Network.from_arrays([[[1.0, -0.5], [0.0, 1.0]]])
    made = prove_around(ticket, target, [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]], radii=["1/4"], timeout=0)
    rows = (replace(made.rows[0], proved=None, steps=(), reason="it has too many bits"), *made.rows[1:])
    neighbourhoods.drawn(replace(made, rows=rows))
    left, right = drawn[0].axes
    found, proved = (np.asarray(line.get_ydata(), dtype=float) for line in left.get_lines())
    assert found.tolist() == [0.125, 0.375, 0.625]
    assert np.allclose(proved[:2], [0.125, 0.375])
    assert np.isnan(proved[2])
    assert len(np.asarray(right.get_lines()[0].get_ydata())) == 2


def test_equal_networks_are_drawn() -> None:
    """Nothing found has no place on a logarithmic axis, and the figure is made all the same."""
    target = Network.from_arrays([np.eye(2)])
    made = prove_around(target, target, [[0.0, 1.0]], radii=["1/4", "1/2"])
    assert neighbourhoods.drawn(made).png.startswith(b"\x89PNG")
