"""
A program for itself: opens one PDF or picture with the libraries that draw them and says what it saw.

Started by ``confinement`` with the file as standard input and the kind as its argument. It limits its own memory and time
before it loads a library, so whatever a file does to a library ends here. Prints one JSON object: ``refused`` with a code of
``sentences.REFUSALS``, or ``flags`` and ``parts``.
"""

from __future__ import annotations

import io
import json
import mmap
import re
import resource
import sys
from collections.abc import Callable

# Nothing of the platform is imported: the child needs two libraries and starts in a quarter of a second.

ACTIONS = {
    b"JavaScript": "script",
    b"SubmitForm": "linked_files",
    b"ImportData": "linked_files",
    b"GoToR": "linked_files",
    b"GoToE": "attachments",
    b"Rendition": "media",
    b"Movie": "media",
    b"Sound": "media",
    b"RichMediaExecute": "media",
}
MARKS = {
    b"/JS": "script",
    b"/JavaScript": "script",
    b"/EmbeddedFile": "attachments",
    b"/EmbeddedFiles": "attachments",
    b"/FileAttachment": "attachments",
    b"/XFA": "dynamic_form",
    b"/RichMedia": "media",
    b"/3D": "media",
    b"/Screen": "media",
}
NAME = re.compile(rb"/[A-Za-z0-9]+")
ACTION = re.compile(rb"/S\s*/([A-Za-z]+)")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STRING = re.compile(rb"\((?:[^()\\]++|\\.)*+\)", re.DOTALL)


class Seen:
    """What the objects of a PDF hold, collected from their written form: one pass in fast code for each object."""

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.launches = False

    def add(self, written: bytes) -> None:
        # The words of a text are not names: a title may well speak of /JavaScript.
        bare = STRING.sub(b"()", written)
        for action in ACTION.findall(bare):
            self.launches = self.launches or action == b"Launch"
            if action in ACTIONS:
                self.flags.add(ACTIONS[action])
        self.flags.update(MARKS[name] for name in NAME.findall(bare) if name in MARKS)


def probe_pdf(content: bytes) -> dict[str, object]:
    import pikepdf

    seen = Seen()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream):
                    seen.add(item.stream_dict.unparse(resolved=True))
                elif isinstance(item, pikepdf.Dictionary | pikepdf.Array):
                    seen.add(item.unparse(resolved=True))
                elif isinstance(item, pikepdf.Name):
                    # A name may stand apart and be pointed to: what it names is then as good as an action.
                    seen.add(b"/S " + item.unparse(resolved=True))
            seen.add(pdf.trailer.unparse(resolved=True))
    except pikepdf.PasswordError:
        # Names stay readable in a locked file, unless they are packed too. Good enough to refuse what shows itself.
        seen.add(ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), content))
        return {"refused": "starts_program"} if seen.launches else {"flags": [*seen.flags, "password"], "parts": None}
    except pikepdf.PdfError:
        return {"refused": "damaged"}
    if seen.launches:
        return {"refused": "starts_program"}
    if not pages:
        return {"refused": "damaged"}
    return {"flags": sorted(seen.flags), "parts": pages}


def probe_image(content: bytes, kind: str) -> dict[str, object]:
    from PIL import Image

    # The caller has compared the size that the file claims with the limit.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=[kind.upper()]) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError):
        # Pillow's readers raise all of these on a broken file.
        return {"refused": "damaged"}
    return {"flags": [], "parts": None}


def limit(memory: int, seconds: int) -> None:
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        # Whoever started the platform may have set a lower one, which cannot be raised again.
        last = resource.getrlimit(kind)[1]
        most = most if last == resource.RLIM_INFINITY else min(most, last)
        resource.setrlimit(kind, (most, most))


def main(kind: str, memory: int, seconds: int) -> None:
    limit(memory, seconds)
    with mmap.mmap(0, 0, access=mmap.ACCESS_READ) as mapped:
        content = mapped[:]
    kinds: dict[str, Callable[[], dict[str, object]]] = {"pdf": lambda: probe_pdf(content)}
    try:
        said = kinds.get(kind, lambda: probe_image(content, kind))()
    except (MemoryError, RecursionError):
        said = {"refused": "too_complex"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
