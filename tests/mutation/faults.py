"""Every deliberate fault, by runner."""

from faults_reference import REFERENCE

FAULTS = {"reference": REFERENCE}
