"""Grids of runs: cells with stable ids, typed rows, one file for each result, run by any Executor."""
