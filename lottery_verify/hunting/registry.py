"""Every property, keyed by claim id; used alike by pytest, the command, the fuzzer and the mutants."""

from __future__ import annotations

from lottery_verify.errors import InvalidArgument, did_you_mean
from lottery_verify.hunting.properties import (
    assigning,
    certificates,
    checking,
    claiming,
    coding,
    counting,
    gadget,
    golden,
    laws,
    pipeline,
    propagation,
    proving,
    relaxing,
    serving,
    sums,
    witness,
)
from lottery_verify.hunting.records import Drop, Property

PROPERTIES: tuple[Property, ...] = (
    *gadget.PROPERTIES,
    *serving.PROPERTIES,
    *golden.PROPERTIES,
    *laws.PROPERTIES,
    *propagation.PROPERTIES,
    *counting.PROPERTIES,
    *sums.PROPERTIES,
    *assigning.PROPERTIES,
    *certificates.PROPERTIES,
    *pipeline.PROPERTIES,
    *checking.PROPERTIES,
    *coding.PROPERTIES,
    *proving.PROPERTIES,
    *claiming.PROPERTIES,
    *relaxing.PROPERTIES,
    *witness.PROPERTIES,
)
_BY_ID = {one.id: one for one in PROPERTIES}


def find_property(property_id: str) -> Property:
    """The property of that id, e.g. "golden-decomposition/greedy"."""
    if property_id not in _BY_ID:
        known = f"the ids are {', '.join(_BY_ID)}{did_you_mean(property_id, _BY_ID)}"
        raise InvalidArgument(f"property {property_id!r}: there is none; {known}")
    return _BY_ID[property_id]


def properties_of(name: str) -> tuple[Property, ...]:
    """The properties of a claim, of "pipeline", "checker" or "source", or the one property of that id."""
    found = tuple(one for one in PROPERTIES if name in (one.id, one.claim_id))
    if not found:
        known = list(dict.fromkeys(one.claim_id for one in PROPERTIES))
        meant = did_you_mean(name, [*known, *_BY_ID])
        raise InvalidArgument(f"claim {name!r}: nothing to hunt for; there is {', '.join(known)}{meant}")
    return found


def drops_of(name: str) -> tuple[tuple[Property, Drop], ...]:
    """All that can be dropped from a claim, each with the property that hunts without it."""
    return tuple((one, drop) for one in properties_of(name) for drop in one.drops)


def dropping(name: str, drop: str) -> tuple[Property, ...]:
    """The properties of a claim that can do without `drop`."""
    found = tuple(one for one, possible in drops_of(name) if possible.name == drop)
    if not found:
        known = list(dict.fromkeys(possible.name for _, possible in drops_of(name)))
        able = ", ".join(known) or "nothing"
        raise InvalidArgument(f"drop {drop!r}: {name} can be hunted without {able}{did_you_mean(drop, known)}")
    return found
