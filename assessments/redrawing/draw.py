"""
A program for itself: reads one picture from its standard input and writes it anew to its standard output, upright and without
anything but its dots. It limits its own memory, time and output before it loads a library.
"""

from __future__ import annotations

import resource
import sys

JPEG_QUALITY = 92
"""Of 95 that are useful: no difference that an eye sees in a scanned page."""


def limit(memory: int, seconds: int, size: int) -> None:
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: size,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        # Whoever started the platform may have set a lower one, which cannot be raised again.
        last = resource.getrlimit(kind)[1]
        most = most if last == resource.RLIM_INFINITY else min(most, last)
        resource.setrlimit(kind, (most, most))


def draw(kind: str) -> None:
    from PIL import Image, ImageOps

    # The size was compared with the limit when the picture was inspected.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(sys.stdin.buffer, formats=[kind.upper()]) as picture:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        transparency = upright.info.get("transparency")
        upright.info.clear()
        if kind == "png":
            kept = {} if transparency is None else {"transparency": transparency}
            upright.save(sys.stdout.buffer, "PNG", **kept)
        else:
            shown = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
            shown.save(sys.stdout.buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    limit(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    draw(sys.argv[1])
