"""
A program of its own: looks at files under limits of memory and processor time and prints what came of it.

Arguments: megabytes that the looking may add, seconds of processor time, then pairs of path and name. The limit is set after
everything is loaded and warm, so what is measured is the looking.
"""

import json
import resource
import sys
from pathlib import Path

from assessments.inspection import Accepted, inspect


def memory_now() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def main(megabytes: int, seconds: int, files: list[str]) -> None:
    inspect(Path(files[0]), name=files[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_now() + megabytes * 1024 * 1024, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    said = []
    for path, name in zip(files[::2], files[1::2], strict=True):
        seen = inspect(Path(path), name=name)
        said.append("accepted" if isinstance(seen, Accepted) else seen.code)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
