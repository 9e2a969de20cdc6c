"""The methods by name."""

from __future__ import annotations

from lottery_verify.decompose.golden import Golden
from lottery_verify.decompose.method import Method
from lottery_verify.decompose.single import Nearest, Product
from lottery_verify.decompose.subset_sum import SubsetSum

METHODS: dict[str, Method] = {
    "nearest": Nearest(),
    "product": Product(),
    "golden": Golden(),
    "subset-sum": SubsetSum(),
}
