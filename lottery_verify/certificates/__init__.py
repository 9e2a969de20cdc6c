"""Certificates of tickets: search for a small provable epsilon, decide it exactly, write it down; and attacks."""
