"""Wrong constants, wrong roundings and wrong proofs, each one caught by the checks; the list is the specification."""

# ruff: noqa: E501  (one mutant, one line)
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.bounds import checks

PACKAGE = "lottery_verify"
ROOMS = tuple(f"{PACKAGE}.{room}" for room in ("counts", "bounds"))

# (what is wrong, module, old text, new text)
MUTANTS = [
    ("16k -> 8k in log-pruning's per-pool form", "counts.explicit", "return Fraction(1, 8 * k)", "return Fraction(1, 4 * k)"),
    ("2/c -> 1/c in category-filling", "counts.explicit", "rational(2 / c, bits) * (whole", "rational(1 / c, bits) * (whole"),
    ("missing ln 2", "counts.explicit", "samples = whole(wanted, bits) * whole(2, bits).log()", "samples = whole(wanted, bits)"),
    ("ln 2 forgotten in the bits", "counts.explicit", ".log() / whole(2, bits).log()\n\n    if", ".log()\n\n    if"),
    ("16k -> 8k served in turn", "counts.explicit", "return whole(16 * k, bits) * (waiting", "return whole(8 * k, bits) * (waiting"),
    ("ln(8k) -> ln(4k) in the waits", "counts.explicit", "whole(8 * k, bits).log()", "whole(4 * k, bits).log()"),
    ("8k -> 4k in shared-log-pruning", "counts.explicit", "whole(8 * k, bits) * rational(2", "whole(4 * k, bits) * rational(2"),
    ("signs forgotten in the union", "counts.explicit", "rational(2 * k * depth * links", "rational(k * depth * links"),
    ("layers forgotten in the union", "counts.explicit", "rational(2 * k * depth * links", "rational(2 * k * links"),
    ("16 -> 8 in malach-pruning", "counts.explicit", "whole(16, bits) / (small", "whole(8, bits) / (small"),
    ("epsilon_w^2 -> epsilon_w in malach-pruning", "counts.explicit", "whole(16, bits) / (small * small)", "whole(16, bits) / small"),
    ("p/8 -> p/4 in subset-sum", "counts.explicit", "weight(bits) / whole(8, bits)", "weight(bits) / whole(4, bits)"),
    ("ln(2)/4 -> ln(2)/2", "counts.explicit", "whole(2, bits).log() / whole(4, bits)", "whole(2, bits).log() / whole(2, bits)"),
    ("4*w_max -> 2*w_max", "counts.explicit", "epsilon_w / (4 * w_max)", "epsilon_w / (2 * w_max)"),
    ("lower bound without -1", "counts.explicit", "size * size * power - 1", "size * size * power"),
    ("n^(3/2) -> n", "bounds.inputs", "self.width**3", "self.width**2"),
    ("l forgotten", "bounds.inputs", "above * self.depth", "above"),
    ("e forgotten", "bounds.inputs", ".sqrt() * euler(bits)", ".sqrt()"),
    ("max{1, norm} -> norm", "bounds.inputs", "[max(Fraction(1), one) for one in self.spectral_norms]", "list(self.spectral_norms)"),
    ("F_max forgotten", "bounds.inputs", "self.f_max.numerator * above", "above"),
    ("base slightly above phi", "counts.base", "number * number <= number + 1", "number * number <= number + 1 + Fraction(1, 10**9)"),
    ("base below phi refused", "counts.base", "number * number <= number + 1", "number * number <= number + 1 - Fraction(1, 10**9)"),
    ("exact powers overlooked", "counts.base", "if base.value is not None:\n        power", "if False:\n        power"),
    ("floor for ceiling", "counts.decide", "libmp.mpf_ceil(number)", "libmp.mpf_floor(number)"),
    ("ceiling from one end only", "counts.decide", "return low if low == high else None", "return low"),
    ("decimals always down", "counts.decide", "if rest and away:", "if False:"),
    ("rounding inward", "counts.enclosure", "DOWN, UP, NEAREST = libmp.round_floor, libmp.round_ceiling", "DOWN, UP, NEAREST = libmp.round_ceiling, libmp.round_floor"),
    ("middle category", "counts.smallest", "Fraction(1, 16 * k * k)", "Fraction(0)"),
    ("category probability", "counts.smallest", "k - 1 + 2 * min", "k + 2 * min"),
    ("one draw too few", "counts.smallest", "return high\n", "return high - 1\n"),
    ("tie rounded up", "counts.smallest", "near <= target.denominator.bit_length() and", "False and"),
    ("tail without its rest", "counts.tails", "total_high += -(-high * above // (under - above))", "pass"),
    ("tail below m, not m - 1", "counts.tails", "binomial_tail(draws, c, wanted - 1, bits)", "binomial_tail(draws, c, wanted, bits)"),
    ("old error not grown", "bounds.costs", "error = fresh + growth * error", "error = fresh + error"),
]  # fmt: skip

# (what is wrong, module, old text, new text, claim whose derivation must not be proved)
FALSE_PROOFS = [
    ("c = 1/(4k)", "bounds.derive.hyperbolic", "1 / (8 * k))", "1 / (4 * k))", "hyperbolic-product"),
    ("alpha moved", "bounds.derive.hyperbolic", "log_alpha = log(w_max) / 2 - h * (3 * k / 4", "log_alpha = log(w_max) / 2 - h * (k / 4", "hyperbolic-product"),
    ("base^2 <= base + 2", "bounds.derive.golden", "(base + 1 - base**2) / base)", "(base + 2 - base**2) / base)", "golden-decomposition"),
    ("1/c in place of 2/c", "bounds.derive.filling", "draws = 2 / c * (m", "draws = 1 / c * (m", "category-filling"),
    ("ln 2 missing", "bounds.derive.filling", "draws = 2 / c * (m * log(2)", "draws = 2 / c * (m / 2", "category-filling"),
    ("n in place of n^(3/2)", "bounds.derive.propagation", "allowed = eps / (E * ell * n ** sympy.Rational(3, 2)", "allowed = eps / (E * ell * n", "error-propagation"),
    ("2 in place of e", "bounds.derive.propagation", "allowed = eps / (E * ell", "allowed = eps / (2 * ell", "error-propagation"),
    ("8k in place of 16k", "bounds.derive.logarithmic", "draws = 16 * k * (links", "draws = 8 * k * (links", "log-pruning"),
    ("4k in place of 8k", "bounds.derive.logarithmic", "draws = 8 * k * log(count", "draws = 4 * k * log(count", "shared-log-pruning"),
    ("limit 8/ln(base) for n -> infinity", "bounds.derive.logarithmic", "(_T + a) * log(_T + a), 12 / _H)", "(_T + a) * log(_T + a), 8 / _H)", "log-pruning"),
    ("epsilon_w^2/8", "bounds.derive.polynomial", "eps**2 / 16)", "eps**2 / 8)", "malach-pruning"),
    ("1/e^2 in place of e^2", "bounds.derive.polynomial", "16 * E**2 * n**3", "16 / E**2 * n**3", "malach-pruning"),
    ("p/8 -> p/4", "bounds.derive.subset", "identity(1 - (p / 4) / 2, 1 - p / 8)", "identity(1 - (p / 4) / 2, 1 - p / 4)", "subset-sum"),
    ("z(1 + ln z)", "bounds.derive.products", "return z * (1 - log(z))", "return z * (1 + log(z))", "uniform-product-tail"),
    ("a smaller lower bound's packing", "bounds.derive.polynomial", "identity(eps + eps, 2 * eps)", "identity(eps + eps, eps)", "parameter-lower-bound"),
]  # fmt: skip


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of the package from changed source text."""

    def __init__(self, name: str, old: str, new: str) -> None:
        self._name = f"{PACKAGE}.{name}"
        found = importlib.util.find_spec(self._name)
        assert found is not None
        assert found.origin is not None
        source = Path(found.origin).read_text(encoding="utf-8")
        assert old in source, f"{name}: the text to change is not there: {old!r}"
        self._origin, self._source = found.origin, source.replace(old, new)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, self._origin, "exec"), module.__dict__)


def _of_rooms(module: str) -> bool:
    return module in ROOMS or module.startswith(tuple(room + "." for room in ROOMS))


@contextmanager
def mutated(name: str, old: str, new: str) -> Iterator[checks.Load]:
    """A fresh copy of both rooms with one module changed; the real one is put back at the end."""
    finder = _Finder(name, old, new)
    kept = {key: sys.modules.pop(key) for key in list(sys.modules) if _of_rooms(key)}
    sys.meta_path.insert(0, finder)
    try:
        yield lambda module: importlib.import_module(f"{PACKAGE}.{module}")
    finally:
        sys.meta_path.remove(finder)
        for key in list(sys.modules):
            if _of_rooms(key):
                del sys.modules[key]
        sys.modules.update(kept)


def killers(load: checks.Load) -> list[str]:
    """The names of the checks that fail."""
    failed = []
    for check in checks.ALL:
        try:
            check(load)
        except (AssertionError, ValueError, ArithmeticError):
            failed.append(check.__name__)
            break
    return failed


@pytest.mark.parametrize(("what", "module", "old", "new"), MUTANTS, ids=[one[0] for one in MUTANTS])
def test_mutant_is_killed(what: str, module: str, old: str, new: str) -> None:
    """At least one check fails of the changed package."""
    with mutated(module, old, new) as load:
        assert killers(load), f"{what}: no check noticed"


@pytest.mark.parametrize(
    ("what", "module", "old", "new", "claim_id"), FALSE_PROOFS, ids=[one[0] for one in FALSE_PROOFS]
)
def test_false_proof_is_not_proved(what: str, module: str, old: str, new: str, claim_id: str) -> None:
    """A derivation with a wrong constant has a step that is not proved."""
    with mutated(module, old, new) as load:
        derived = load("bounds.derive.registry").derivation(claim_id)
    assert not derived.proved, f"{what}: every step was proved"


def test_an_unchanged_copy_survives() -> None:
    """The harness itself kills nothing: a copy with a harmless change passes every check."""
    with mutated("counts.explicit", "from fractions import Fraction", "from fractions import Fraction  # the same") as load:
        assert killers(load) == []
