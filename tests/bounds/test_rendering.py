"""JSON of very deep targets."""

import json

from lottery_verify import bounds
from lottery_verify.bounds.rendering import MOST_LISTED, as_data, as_json, as_table


def test_equal_layers_of_a_deep_target_are_counted_not_repeated() -> None:
    """Above 1,000 layers equal neighbours stand once with their count: 10^4 layers of norm 10 fit into a megabyte."""
    evaluation = bounds.evaluate([5] * 10_001, "0.01", "0.01", spectral_norms=[10] * 10_000)
    text = as_json(evaluation)
    assert len(text) < 1_000_000
    row = evaluation["shared-log-pruning"]
    assert row.size is not None
    found = next(one for one in json.loads(text, parse_int=str)["bounds"] if one["id"] == row.claim.id)
    assert found["neurons_per_layer"] == [{"layers": "10000", "each": str(row.size.neurons_per_layer[0])}]


def test_ordinary_targets_list_each_layer() -> None:
    """Up to 1,000 layers there is one entry per layer."""
    evaluation = bounds.evaluate([2] * (MOST_LISTED + 1), "0.01", "0.01", claims=["shared-log-pruning"], costs=False)
    data = as_data(evaluation)
    assert isinstance(data["bounds"], list)
    row = evaluation.rows[0]
    assert row.size is not None
    assert data["bounds"][0]["neurons_per_layer"] == list(row.size.neurons_per_layer)


def test_what_steps_cost_has_a_heading() -> None:
    """The factors stand below a line that says what they are. Catches a table that begins with ÷."""
    lines = as_table(bounds.evaluate([20, 10], "0.1", "0.01", claims=["shared-log-pruning"])).splitlines()
    first = next(i for i, line in enumerate(lines) if "÷" in line)
    assert "fewer by this factor" in lines[first - 1]
