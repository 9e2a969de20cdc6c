"""One command's worth of report: tables, figures, a LaTeX fragment and a page, made again and compared at will."""

from lottery_verify.reporting.files import COMMAND, check_report, make_report

__all__ = ["COMMAND", "check_report", "make_report"]
