"""Wrong programs in memory, each killed by the hunt."""

from lottery_verify.hunting.mutants.catalogue import MUTANTS
from lottery_verify.hunting.mutants.records import Mutant, applied, changed
from lottery_verify.hunting.mutants.runner import Kill, kill, kill_all

__all__ = ["MUTANTS", "Kill", "Mutant", "applied", "changed", "kill", "kill_all"]
