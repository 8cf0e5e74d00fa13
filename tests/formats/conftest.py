"""A run's directory and blobs for conversions."""

from tests.conversions import scope as scope
from tests.conversions import shared_scope as shared_scope
