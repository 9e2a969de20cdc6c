"""Every check of `checks.py` holds of the modules as they are."""

import importlib

import pytest

from tests.bounds import checks


@pytest.mark.parametrize("check", checks.ALL, ids=lambda check: check.__name__)
def test_modules_pass(check: checks.Callable[[checks.Load], None]) -> None:
    """The check's own docstring is the property."""
    check(lambda name: importlib.import_module(f"lottery_verify.{name}"))
