"""Vetted products -> records and columns on disk; the URL ledger."""
