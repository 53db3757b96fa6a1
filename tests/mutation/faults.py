"""Every deliberate fault, by runner."""

from faults_batch import BATCH
from faults_reference import REFERENCE

FAULTS = {"reference": REFERENCE, "batch": BATCH}
