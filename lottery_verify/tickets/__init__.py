"""Tickets: what they are, their files, their dense form, their export, and opening a file that may be one."""
