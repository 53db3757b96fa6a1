"""Column types that both databases understand alike."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer

# SQLite numbers rows by itself only where the key is an INTEGER; PostgreSQL's INTEGER has 32 bits.
Number = BigInteger().with_variant(Integer, "sqlite")
