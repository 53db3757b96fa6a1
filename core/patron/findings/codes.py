"""Every code that a finding may have, with its meaning in one sentence; `docs/errors/` has a page for each.

Codes of an industry's own checks begin with the industry's id and are documented by its plugin.
"""

from __future__ import annotations

# Reading a scheme file.
_FILE = {
    "alias": "A YAML alias or anchor stands in a scheme file.",
    "bad-key": "A key of a mapping is not a word.",
    "cannot-read": "The file is missing, is a folder, or may not be read.",
    "control-character": "A character that no text file has, such as NUL, stands in the file.",
    "duplicate-key": "A key stands twice in one mapping.",
    "empty-file": "The file holds no values.",
    "not-utf-8": "The file is not text in UTF-8.",
    "several-documents": "The file holds more than one YAML document.",
    "tag": "A YAML tag or directive stands in a scheme file.",
    "too-deep": "Values are nested deeper than any scheme needs.",
    "too-large": "The file is larger than any scheme needs.",
    "yaml-syntax": "The file is not YAML.",
}

# Keys and single values.
_VALUES = {
    "empty-list": "A list has no items.",
    "empty-value": "A key or an item has no value.",
    "missing-key": "A key that must be given is not there.",
    "negative": "An amount is below 0.",
    "not-a-choice": "A value is none of the words that may stand there.",
    "not-a-count": "A value is not a whole number of 0 or more.",
    "not-a-date": "A value is not a date.",
    "not-a-duration": "A value is not a length of time.",
    "not-a-flag": "A value is neither true nor false.",
    "not-a-list": "A single value or a mapping stands where a list is meant.",
    "not-a-mapping": "A single value or a list stands where keys with values are meant.",
    "not-a-month-day": "A value is not a day of the year.",
    "not-a-number": "A value is not a plain decimal number.",
    "not-a-share": "A value is not a share between 0 and 1.",
    "not-a-text": "A list or a mapping stands where a single value is meant.",
    "not-a-window": "A value is not a window of dates.",
    "not-above-zero": "A figure that must be above 0 is not.",
    "not-an-id": "An id is not written in small letters, digits and hyphens.",
    "not-hours": "A value is not a time of day from and to.",
    "quoted-value": "A number, or true or false, stands in quotes.",
    "too-many-places": "A figure has more decimal places than are kept.",
    "unknown-key": "A key is not one of those that may stand there.",
}

# Parameters.
_PARAMETERS = {
    "bad-parameter-name": "A parameter's name is not written in small letters, digits and underscores.",
    "nested-parameter": "The value of a parameter is itself a parameter.",
    "unknown-parameter": "A parameter is used that the file does not define.",
    "unused-parameter": "A parameter is defined that nothing reads.",
}

# References, and keys that contradict or need each other.
_REFERENCES = {
    "duplicate-id": "Two tiers, or two rules, have the same id.",
    "empty-condition": "A condition or filter asks for nothing.",
    "ends-before-start": "A period ends before it starts.",
    "exactly-one": "None, or several, of some keys are given, of which exactly one must be.",
    "goal-unit": "The bound of a goal is not in the unit of what it measures.",
    "grace-not-shorter": "The grace of a tier is not always shorter than its term.",
    "grants-first-tier": "A rule grants the first tier, which every member has.",
    "industry-not-installed": "The plugin of the file's industry is not installed.",
    "key-without-effect": "A key changes nothing because of what stands beside it.",
    "lapse-not-lower": "A tier lapses, or is withdrawn, to one that is not lower.",
    "measure-out-of-place": "A measure is used where it has no value.",
    "named-twice": "A list names the same thing twice.",
    "needs-term": "A key or rule is about reviews of a tier that has no term.",
    "never-holds": "Bounds contradict each other, so that nothing can pass them.",
    "no-comparison": "A measure or a goal has no bound to be compared with.",
    "not-a-profile-field": "A field is named that a member's profile cannot have.",
    "plugin-failed": "An industry's plugin could not be loaded or failed in its checks.",
    "protected-goods": "A discount, a coupon or points are for a category that the scheme protects.",
    "reserved-id": "An id is a word that results or the language use for themselves.",
    "term-on-first-tier": "The first tier has a term, though nobody can fall below it.",
    "too-many-facts": "Tiers are judged by more facts of members' profiles than can be kept.",
    "unknown-category": "A category is not one of the industry's.",
    "unknown-choice": "A value is not one that the industry's field takes.",
    "unknown-currency": "A currency does not exist.",
    "unknown-field": "A field of a line is named that the industry does not have, or that holds no money.",
    "unknown-industry": "No industry has this name.",
    "unknown-tier": "A tier is named that the file does not define.",
    "unknown-time-zone": "A time zone does not exist.",
    "unknown-unit": "A unit is not one of the industry's.",
}

# Lint.
_LINT = {
    "for-nobody": "A rule is for tiers only that no member can come to.",
    "harder-to-keep": "Every way to keep a tier asks for more than a way to gain it.",
    "implied-rule": "A rule can never decide, since another one always holds with it.",
    "never-kept": "A tier has a term and no rule can keep it.",
    "never-left": "A member never loses a tier.",
    "never-reached": "No rule leads to a tier.",
    "no-effect": "A discount, benefit or multiplier has a figure that changes nothing.",
    "overlapping-discounts": "Discounts of different stack groups apply to the same goods, one on top of the other.",
    "rule-never-holds": "The condition of a rule can never hold.",
    "sells-below-cost": "A discount or the points give goods away for nothing.",
}

# Companies' files: sales, members, movements, mappings, margins. Some codes above are theirs too.
DATA_CODES = {
    "amount-too-large": "An amount is larger than results can hold.",
    "bad-mapping": "A mapping of columns is not a list of names, theirs and ours.",
    "bad-margins": "A file of margins is not a list of categories with shares.",
    "broken-row": "A row of a CSV file cannot be split into cells.",
    "category-unclear": "A return does not say which of a purchase's categories it takes from.",
    "column-twice": "Two columns of a file stand for the same thing.",
    "coupon-exhausted": "A coupon has been used as often as it may be in all.",
    "coupon-expired": "A coupon is used after its last day.",
    "coupon-not-yet": "A coupon is used before its first day.",
    "coupon-other-tier": "A coupon is shown by a customer whose tier it is not for.",
    "coupon-used-up": "A member has used a coupon as often as one member may.",
    "empty-period": "No sale falls into the period of a simulation.",
    "gives-to-oneself": "A member gives points to herself.",
    "member-unclear": "Several members have the phone or the name that was asked for.",
    "missing-column": "A file lacks a column that is needed.",
    "missing-value": "A cell that must be filled is empty.",
    "more-findings": "There are more findings than are shown.",
    "more-than-left": "A return takes back more than is left of the purchase.",
    "no-margin": "No margin is stated for a category.",
    "not-a-table": "A file is not a table of the kind that its ending says.",
    "not-a-time": "A cell is not a date and time.",
    "opening-incomplete": "An opening balance lacks a column that it needs.",
    "opening-order": "The dates of an opening balance are in the wrong order.",
    "not-for-sale": "Goods of a basket may not be sold to this customer, today, or in this number.",
    "other-member": "A return takes back another member's purchase.",
    "points-missing": "A movement of points does not say how many.",
    "points-not-available": "A movement spends more points than are available.",
    "purchase-disagrees": "Rows of one purchase disagree on member, time or group order.",
    "return-before-purchase": "A return comes before the purchase that it takes back.",
    "unknown-coupon": "A coupon is named that the scheme does not have.",
    "unknown-kind": "A movement is of a kind that does not exist.",
    "unknown-member": "A member is asked for who is in no file.",
    "unknown-purchase": "A return takes back a purchase that is not in the file.",
    "wrong-encoding": "A CSV file is in none of the encodings that can be read.",
}

CODES: dict[str, str] = dict(sorted((_FILE | _VALUES | _PARAMETERS | _REFERENCES | _LINT | DATA_CODES).items()))
