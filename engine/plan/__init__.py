"""Columns, configuration and URL ledger -> every page of the shop; pure: no I/O, no clock, no randomness."""
