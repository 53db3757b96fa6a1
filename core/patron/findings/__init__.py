"""Findings: what is wrong in a user's file, where, and what would be right."""

from patron.findings.finding import CellPlace, Finding, FindingsError, Severity, TextPlace

__all__ = ["CellPlace", "Finding", "FindingsError", "Severity", "TextPlace"]
