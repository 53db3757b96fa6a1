"""What a basket costs a customer, line by line, with the reason for every discount and coupon that was not given."""

from patron.quote.json_form import as_json
from patron.quote.make import make_quote
from patron.quote.request import Ask, Terms, customer_of_tier
from patron.quote.result import Quote, QuotedLine
from patron.quote.text_form import as_text

__all__ = ["Ask", "Quote", "QuotedLine", "Terms", "as_json", "as_text", "customer_of_tier", "make_quote"]
