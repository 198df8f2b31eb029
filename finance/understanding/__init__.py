"""The money language of Latin America, as pure functions: `read(text, context)`."""

from finance.understanding.reader import read
from finance.understanding.reading import AccountName, Context, Item, Period, Reading

__all__ = ["AccountName", "Context", "Item", "Period", "Reading", "read"]
