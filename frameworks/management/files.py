"""Reading a framework file from disk."""

from pathlib import Path

from frameworks.loader import MAX_BYTES


def read_document(path: Path) -> bytes:
    """
    Return the file's bytes; of a file that is too large one byte more than the loader takes, so that it can say so.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
