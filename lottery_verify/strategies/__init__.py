"""Hypothesis strategies for lottery tickets: use them to test pruners, certificates and checkers of your own."""

from lottery_verify.strategies.claims import claim_inputs
from lottery_verify.strategies.corruptions import Corruption, corruptions
from lottery_verify.strategies.masks import MaskCase, mask_cases, masked_tickets
from lottery_verify.strategies.numbers import bases, probabilities, rationals, special_floats
from lottery_verify.strategies.pairs import CorruptCase, PairCase, corrupt_cases, pair_cases
from lottery_verify.strategies.regions import balls, boxes, points, regions
from lottery_verify.strategies.samples import samples_in_categories
from lottery_verify.strategies.sources import laws, seeds, source_networks
from lottery_verify.strategies.targets import NetworkSpec, network_specs, targets
from lottery_verify.strategies.tickets import PruneCase, certificates, prune_cases, tickets

__all__ = [
    "CorruptCase",
    "Corruption",
    "MaskCase",
    "NetworkSpec",
    "PairCase",
    "PruneCase",
    "balls",
    "bases",
    "boxes",
    "certificates",
    "claim_inputs",
    "corrupt_cases",
    "corruptions",
    "laws",
    "mask_cases",
    "masked_tickets",
    "network_specs",
    "pair_cases",
    "points",
    "probabilities",
    "prune_cases",
    "rationals",
    "regions",
    "samples_in_categories",
    "seeds",
    "source_networks",
    "special_floats",
    "targets",
    "tickets",
]
