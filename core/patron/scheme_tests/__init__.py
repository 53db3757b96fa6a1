"""Tests that a scheme's author writes: `*_test.yaml` files, read with their places and run by the reference runner."""

from patron.scheme_tests.find import find_tests
from patron.scheme_tests.outcome import CaseRun, Failure
from patron.scheme_tests.read import Case, SchemeTests, read_tests
from patron.scheme_tests.run import run_case
from patron.scheme_tests.suite import SuiteRun, run_files

__all__ = ["Case", "CaseRun", "Failure", "SchemeTests", "SuiteRun", "find_tests", "read_tests", "run_case", "run_files"]
