"""Jewelry for patron."""
