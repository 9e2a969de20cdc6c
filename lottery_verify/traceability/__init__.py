"""From each claim to its proof, its derivation, the code that runs on it and the tests that hunt it."""

from lottery_verify.traceability.audit import not_looked_at
from lottery_verify.traceability.problems import problems
from lottery_verify.traceability.rows import HEADINGS, Row, cells, rows
from lottery_verify.traceability.text import FORMATS, section, write_section

__all__ = ["FORMATS", "HEADINGS", "Row", "cells", "not_looked_at", "problems", "rows", "section", "write_section"]
