"""The members' charter of a scheme, in Chinese or English, made from the structure so that it cannot be wrong.

One module a section; each gives the Chinese and the English sentence side by side.
"""

from patron.scheme.describe.charter import charter
from patron.scheme.describe.document import Document, Format, Point, Section
from patron.scheme.describe.words import Lang

__all__ = ["Document", "Format", "Lang", "Point", "Section", "charter"]
