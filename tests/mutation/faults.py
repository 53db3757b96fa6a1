"""Every deliberate fault, by runner."""

from faults_batch import BATCH
from faults_profiles import BATCH as BATCH_PROFILES
from faults_profiles import REFERENCE as REFERENCE_PROFILES
from faults_reference import REFERENCE
from faults_streams import BATCH as BATCH_STREAMS
from faults_streams import REFERENCE as REFERENCE_STREAMS
from faults_uses import BATCH as BATCH_USES
from faults_uses import REFERENCE as REFERENCE_USES

FAULTS = {
    "reference": [*REFERENCE, *REFERENCE_PROFILES, *REFERENCE_STREAMS, *REFERENCE_USES],
    "batch": [*BATCH, *BATCH_PROFILES, *BATCH_STREAMS, *BATCH_USES],
}
