"""The studies by name."""

from __future__ import annotations

from lottery_verify.studies.categories import CATEGORIES
from lottery_verify.studies.laws import LAWS
from lottery_verify.studies.overparameterization import OVERPARAMETERIZATION
from lottery_verify.studies.performance import PERFORMANCE
from lottery_verify.studies.study import Study
from lottery_verify.studies.supermasks import SUPERMASKS

STUDIES: dict[str, Study] = {one.name: one for one in (CATEGORIES, LAWS, OVERPARAMETERIZATION, PERFORMANCE, SUPERMASKS)}
