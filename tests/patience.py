"""How long a test waits for what must come. Nobody waits that long when all is well; on a loaded machine it is not enough
of a hurry to fail."""

from typing import Final

PATIENCE: Final = 150.0  # seconds
