"""Why a member has her tier and points: the reference runner's judgements, in words and as JSON."""

from patron.explain.account import Account, account
from patron.explain.json_form import as_json
from patron.explain.text_form import as_text

__all__ = ["Account", "account", "as_json", "as_text"]
