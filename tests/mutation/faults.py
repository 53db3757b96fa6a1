"""Every deliberate fault, by runner."""

from faults_batch import BATCH
from faults_profiles import BATCH as BATCH_PROFILES
from faults_profiles import REFERENCE as REFERENCE_PROFILES
from faults_reference import REFERENCE

FAULTS = {"reference": [*REFERENCE, *REFERENCE_PROFILES], "batch": [*BATCH, *BATCH_PROFILES]}
