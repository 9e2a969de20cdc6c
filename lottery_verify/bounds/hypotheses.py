"""Each claim's hypotheses, held against the inputs by exact comparison."""

from collections.abc import Callable
from fractions import Fraction

from lottery_verify.bounds.inputs import Inputs
from lottery_verify.bounds.rows import HypothesisCheck, Status
from lottery_verify.claims import Claim, Hypothesis
from lottery_verify.claims import claim as claim_of
from lottery_verify.counts.decide import at_most, directed_decimal
from lottery_verify.counts.enclosure import euler, rational, whole

Answer = tuple[Status, str]


def check_hypotheses(claim: Claim, inputs: Inputs) -> tuple[HypothesisCheck, ...]:
    """Holds every hypothesis of a claim against the inputs.

    Args:
        claim: the claim.
        inputs: the inputs.
    Returns: one check per hypothesis, in the claim's order, then those of error-propagation where the row's
        epsilon_w rests on them.
    """
    own = tuple(_check(claim, one, inputs) for one in claim.hypotheses)
    return own + tuple(_check(claim, one, inputs) for one in _BORROWED.get(claim.id, ()))


def _check(claim: Claim, hypothesis: Hypothesis, inputs: Inputs) -> HypothesisCheck:
    if claim.id == "parameter-lower-bound":
        status, found = _lower_bound(hypothesis.name, inputs)
    else:
        rule = _RULES.get(hypothesis.name)
        status, found = rule(inputs) if rule else (Status.GIVEN, "")
    return HypothesisCheck(hypothesis, status, found)


def _status(met: bool) -> Status:
    return Status.MET if met else Status.VIOLATED


def _side_condition(inputs: Inputs) -> Answer:
    met = at_most(
        lambda bits: rational(inputs.epsilon, bits),
        lambda bits: euler(bits) * whole(inputs.width, bits).sqrt() * rational(inputs.f_max, bits),
        "epsilon <= e*sqrt(n)*F_max",
    )
    return _status(met), f"epsilon = {_short(inputs.epsilon)}, n = {inputs.width}, F_max = {_short(inputs.f_max)}"


def _norms(inputs: Inputs) -> Answer:
    largest = max(inputs.spectral_norms)
    return _status(largest <= 1), f"largest spectral norm {_short(largest)}"


def _small_weights(inputs: Inputs) -> Answer:
    met = inputs.w_max**2 * inputs.width <= 1
    return _status(met), f"w_max = {_short(inputs.w_max)}, n = {inputs.width}"


def _nonzeros(inputs: Inputs) -> Answer:
    if inputs.nonzeros is None:
        return Status.UNKNOWN, "the inputs do not say how many weights are 0; the proof does not use it"
    most = max(inputs.nonzeros)
    return _status(most <= inputs.width), f"{most} weights of a layer are not 0, n = {inputs.width}"


def _input_norm(inputs: Inputs) -> Answer:
    if inputs.biases:
        return Status.VIOLATED, "the target has biases: with the constant neuron the inputs' norm is above 1"
    if inputs.input_norm is not None:
        return _status(inputs.input_norm <= 1), f"inputs' norm at most {_short(inputs.input_norm)}"
    if inputs.f_max > 1:
        return Status.UNKNOWN, f"the inputs do not say; F_max = {_short(inputs.f_max)}"
    return Status.UNKNOWN, "the inputs do not say"


def _base(inputs: Inputs) -> Answer:
    return Status.MET, f"base {inputs.base}"


def _base_above(inputs: Inputs) -> Answer:
    return Status.VIOLATED, f"base {inputs.base} is at most phi, and no other is accepted"


def _epsilon_below_two(inputs: Inputs) -> Answer:
    return _status(inputs.epsilon <= 2), f"epsilon = {_short(inputs.epsilon)}"


def _delta(inputs: Inputs) -> Answer:
    return _status(0 < inputs.delta < 1), f"delta = {_short(inputs.delta)}"


def _weights_below_one(inputs: Inputs) -> Answer:
    return _status(inputs.w_max < 1), f"w_max = {_short(inputs.w_max)}"


def _room_below_one(inputs: Inputs) -> Answer:
    met = inputs.w_max <= 1 and at_most(
        inputs.epsilon_w, lambda bits: rational(1 - inputs.w_max, bits), "epsilon_w <= 1 - w_max"
    )
    return _status(met), f"w_max = {_short(inputs.w_max)}"


def _window_within_bound(inputs: Inputs) -> Answer:
    met = at_most(inputs.epsilon_w, lambda bits: rational(inputs.w_max, bits), "epsilon_w <= w_max")
    return _status(met), f"w_max = {_short(inputs.w_max)}"


def _level(inputs: Inputs) -> Answer:
    return _status(inputs.w_max <= 1), f"the categories reach up to w_max = {_short(inputs.w_max)}"


def _lower_bound(name: str, inputs: Inputs) -> Answer:
    if name == "probability>=1/2":
        return (Status.MET if 2 * inputs.delta <= 1 else Status.UNUSED), f"1 - delta = {_short(1 - inputs.delta)}"
    if name == "one-layer" and inputs.depth == 1:
        return Status.MET, "one layer"
    if name == "unit-ball" and inputs.depth == 1:
        return _input_norm(inputs)
    return Status.UNUSED, "only for the form with d^2; the bits per target weight do not rest on it"


def _short(number: Fraction) -> str:
    text = str(number)
    if len(text) <= 24:
        return text
    return "about " + directed_decimal(number.numerator, number.denominator, 6, upward=True)


_BORROWED: dict[str, tuple[Hypothesis, ...]] = {
    claim_id: (claim_of("error-propagation").hypothesis("epsilon<=e*sqrt(n)*f_max"),)
    for claim_id in ("product-weight", "uniform-product-tail")
}
"""What a claim about one weight needs when a whole network's epsilon_w is put into it."""

_RULES: dict[str, Callable[[Inputs], Answer]] = {
    "epsilon<=e*sqrt(n)*f_max": _side_condition,
    "spectral-norms<=1": _norms,
    "w_max<=1/sqrt(n)": _small_weights,
    "nonzeros<=n": _nonzeros,
    "input-norm<=1": _input_norm,
    "base<=phi": _base,
    "base>1": _base,
    "base>phi": _base_above,
    "k>=1": lambda inputs: (Status.UNUSED, ""),
    "epsilon<=2": _epsilon_below_two,
    "epsilon<=1/2": lambda inputs: (_status(2 * inputs.epsilon <= 1), f"epsilon = {_short(inputs.epsilon)}"),
    "delta<1": _delta,
    "|w|<1": _weights_below_one,
    "epsilon_w<=1-|w|": _room_below_one,
    "epsilon_w<=omega": _window_within_bound,
    "z<=1": _level,
}
