"""PDF documents and pictures, made in code."""

import io
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image


def pdf(*, pages: int = 1, packed: bool = False, **root: object) -> bytes:
    """A PDF with empty pages; ``root`` gives entries of its catalogue."""
    made = Pdf.new()
    for _number in range(pages):
        made.add_blank_page()
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    return saved(made, packed=packed)


def saved(made: Pdf, *, packed: bool = False, locked: bool = False) -> bytes:
    held = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    encryption = pikepdf.Encryption(user="secret", owner="secret") if locked else False
    made.save(held, object_stream_mode=streams, encryption=encryption, deterministic_id=not locked)
    return held.getvalue()


def locked_pdf() -> bytes:
    made = Pdf.new()
    made.add_blank_page()
    return saved(made, locked=True)


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def pdf_with_attachment() -> bytes:
    made = Pdf.new()
    made.add_blank_page()
    made.attachments["list.csv"] = b"a,b\n"
    return saved(made)


def pdf_with_name_apart() -> bytes:
    """The kind of the action is a reference to an object that only holds the name."""
    made = Pdf.new()
    made.add_blank_page()
    made.Root.OpenAction = Dictionary(S=made.make_indirect(Name("/Launch")), F="calc.exe")
    return saved(made)


def pdf_bomb() -> bytes:
    """A few hundred kilobytes whose list of objects is a packed stream of three hundred million bytes."""
    packed = zlib.compress(zlib.compress(b"\x00" * 300_000_000, 9), 9)
    body = b"%PDF-1.5\n"
    entry = (
        b"1 0 obj\n<</Type/XRef/Size 60000000/W[1 3 1]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length "
        + str(len(packed)).encode()
        + b">>\nstream\n"
        + packed
        + b"\nendstream\nendobj\n"
    )
    return body + entry + b"startxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def deep_pdf() -> bytes:
    """Half a million brackets, for readers that call themselves."""
    deep = b"[" * 500_000 + b"]" * 500_000
    return b"%PDF-1.4\n1 0 obj\n" + deep + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def picture(form: str = "PNG", mode: str = "RGB", *, sides: tuple[int, int] = (32, 24), **options: object) -> bytes:
    held = io.BytesIO()
    drawn = Image.linear_gradient("L").resize(sides).convert(mode)
    drawn.save(held, form, **options)
    return held.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, content: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG that says how large it is and need not be."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose frame header is rewritten."""
    small = picture("JPEG")
    place = small.index(b"\xff\xc0") + 5
    return small[:place] + struct.pack(">HH", height, width) + small[place + 4 :]


def jpeg_with_segment(marker: int, content: bytes) -> bytes:
    return b"\xff\xd8" + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + picture("JPEG")[2:]


def catalogue_tree(flag: str) -> Dictionary:
    return Dictionary({f"/{flag}": Dictionary(Names=Array([]))})
