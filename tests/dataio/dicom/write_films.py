"""Films that say much, films that are refused, and bombs: write_films.py FOLDER.

Every text that a header may hold is PLANTED, followed by where it stands, so that none can be repeated unseen.
"""
import pathlib
import struct
import sys
import warnings
import zlib

import numpy as np
import pydicom
import pydicom.uid as uid
from pydicom.datadict import DicomDictionary

from dicom_writer import film, lookup_table, save, values_of

TEXTS = {"AE": 16, "CS": 16, "LO": 64, "LT": 99, "PN": 64, "SH": 16, "ST": 99, "UC": 99, "UR": 99, "UT": 99}
# What the reader looks at; and what pydicom itself acts on while it writes.
SPARED = {"PhotometricInterpretation", "VOILUTFunction", "PresentationLUTShape", "BurnedInAnnotation",
          "PatientIdentityRemoved", "SpecificCharacterSet", "LossyImageCompression"}


def plant(made):
    """Sets every public element of text of the patient's, the study's and the equipment's groups, and private ones."""
    for tag, (vr, vm, _, retired, keyword) in DicomDictionary.items():
        group = tag >> 16
        if vr in TEXTS and not retired and keyword not in SPARED and 0x0008 <= group <= 0x4010 and keyword not in made:
            made.add_new(tag, vr, f"PLANTED{tag:08X}"[: TEXTS[vr]])
    made.StudyInstanceUID, made.PatientBirthDate, made.PatientAge = "1.2.777777.1", "17770707", "077Y"
    private = made.private_block(0x0019, "PLANTED MAKER", create=True)
    private.add_new(1, "LO", "PLANTEDPRIVATE")
    return made


def rich(**more):
    made = plant(film())
    made.PatientID, made.PatientName = "PLANTEDID", "PLANTED^NAME"
    made.WindowCenter, made.WindowWidth = "2000", "3000"
    for keyword, value in more.items():
        setattr(made, keyword, value)
    return made


def write_all(folder):
    def put(name, made, syntax=uid.ExplicitVRLittleEndian, stored=None):
        save(made, values_of(made) if stored is None else stored, syntax, folder / name)

    put("plain.dcm", rich(PixelSpacing=["0.2", "0.3"], ImagerPixelSpacing=["0.4", "0.5"], BurnedInAnnotation="YES",
                          PatientIdentityRemoved="YES"))
    put("imager.dcm", rich(ImagerPixelSpacing=["0.4", "0.5"], PixelSpacing=None, BurnedInAnnotation="NO"))
    put("inverse.dcm", rich(PresentationLUTShape="INVERSE"))
    put("novoi.dcm", film())
    for name, syntax in [("rle", uid.RLELossless), ("deflated", uid.DeflatedExplicitVRLittleEndian),
                         ("big", uid.ExplicitVRBigEndian), ("implicit", uid.ImplicitVRLittleEndian),
                         ("jpegll", uid.JPEGLosslessSV1), ("jpegls", uid.JPEGLSLossless), ("j2k", uid.JPEG2000Lossless)]:
        put(f"whole-{name}.dcm", rich(), syntax)

    # Padding lies outside of what the image's least and greatest value are.
    padded = film(bits=16, signed=True)
    padded.add_new("PixelPaddingValue", "SS", -2000)
    padded.add_new("PixelPaddingRangeLimit", "SS", -1990)
    stored = np.tile(np.arange(padded.Columns, dtype=np.int16), (padded.Rows, 1))
    stored[:5, :] = -1995
    put("padded.dcm", padded, stored=stored)

    # Without preamble and meta header; and with a TIFF's header as its preamble.
    whole = (folder / "whole-implicit.dcm").read_bytes()
    meta = 132 + 12 + struct.unpack_from("<I", whole, 140)[0]
    (folder / "bare.dcm").write_bytes(whole[meta:])
    (folder / "two_heads").write_bytes(b"II*\0" + whole[4:])

    # Refused, each by its name.
    frames = rich(NumberOfFrames="3")
    put("frames.dcm", frames, stored=np.tile(values_of(frames), (3, 1)))
    nothing = rich()
    put("nothing.dcm", nothing)
    del nothing.PixelData
    nothing.save_as(folder / "nothing.dcm", enforce_file_format=True)
    color = rich(SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    put("color.dcm", color, stored=np.tile(values_of(color), (1, 3)))
    put("palette.dcm", rich(PhotometricInterpretation="PALETTE COLOR"))
    put("strange.dcm", rich(PhotometricInterpretation="PLANTEDPI"))
    put("high.dcm", rich(HighBit=15))
    put("length.dcm", rich(Rows=41), stored=values_of(film()))
    put("window.dcm", rich(WindowWidth="0"))
    put("function.dcm", rich(VOILUTFunction="PLANTEDFUNC"))
    put("table.dcm", rich(VOILUTSequence=lookup_table(500, 0, 12, np.arange(20))))
    put("table-bits.dcm", rich(VOILUTSequence=lookup_table(20, 0, 9, np.arange(20))))
    half = lookup_table(20, 0, 12, np.arange(20))
    del half[0].LUTDescriptor
    put("table-half.dcm", rich(VOILUTSequence=half))
    two = lookup_table(20, 0, 12, np.arange(20))
    two[0].LUTDescriptor = [20, 0]
    put("table-two.dcm", rich(VOILUTSequence=two))
    put("table-wide.dcm", rich(VOILUTSequence=lookup_table(20, 0, 24, np.arange(20))))
    put("table-short.dcm", rich(VOILUTSequence=lookup_table(20, 0, 8, np.arange(12), entry="u1")))
    steps = np.arange(4096) // 16
    put("table-words.dcm", rich(VOILUTSequence=lookup_table(4096, 0, 8, steps)))
    put("table-packed.dcm", rich(VOILUTSequence=lookup_table(4096, 0, 8, steps, entry="u1")))
    put("table-whole.dcm", rich(BitsStored=16, HighBit=15, VOILUTSequence=lookup_table(65536, 0, 16, np.arange(65536))))
    put("table-none.dcm", rich(BitsStored=16, HighBit=15, WindowCenter="32768", WindowWidth="65536"))
    warnings.simplefilter("ignore")
    put("number.dcm", rich())
    (folder / "number.dcm").write_bytes((folder / "number.dcm").read_bytes().replace(b"3000", b"PLNT"))
    for name, other in [("htj2k", ".4.201"), ("video", ".4.102"), ("jpegxl", ".4.110"), ("future", ".4.90.7")]:
        syntaxed = (folder / "whole-j2k.dcm").read_bytes()
        old = b"1.2.840.10008.1.2.4.90"
        at = syntaxed.index(old)
        new = b"1.2.840.10008.1.2" + other.encode()
        new += b"\0" * (len(new) % 2)
        length = struct.unpack_from("<I", syntaxed, 140)[0] + len(new) - len(old)
        (folder / f"{name}.dcm").write_bytes(syntaxed[:140] + struct.pack("<I", length) + syntaxed[144 : at - 2]
                                             + struct.pack("<H", len(new)) + new + syntaxed[at + len(old) :])
    private = (folder / "whole-j2k.dcm").read_bytes().replace(b"1.2.840.10008.1.2.4.90", b"9.9.777777.1.2.3.4.5.6")
    (folder / "private.dcm").write_bytes(private)

    # Bombs: few bytes that ask for gigabytes.
    for syntax, name in [(uid.RLELossless, "rle"), (uid.JPEG2000Lossless, "j2k"),
                         (uid.DeflatedExplicitVRLittleEndian, "deflated")]:
        put(f"bomb-{name}.dcm", rich(), syntax)
        bomb = pydicom.dcmread(folder / f"bomb-{name}.dcm")
        bomb.Rows = bomb.Columns = 65535
        bomb.save_as(folder / f"bomb-{name}.dcm", enforce_file_format=True)
    whole = bytearray((folder / "whole-j2k.dcm").read_bytes())
    size = whole.index(b"\xff\x4f\xff\x51") + 8
    struct.pack_into(">IIIIII", whole, size, 60000, 60000, 0, 0, 60000, 60000)
    (folder / "bomb-inside-j2k.dcm").write_bytes(whole)
    for name in ("jpegll", "jpegls", "j2k"):  # of 37 columns and 40 rows
        other = pydicom.dcmread(folder / f"whole-{name}.dcm")
        other.Rows, other.Columns = 37, 40
        other.save_as(folder / f"turned-{name}.dcm", enforce_file_format=True)
    deflated = (folder / "whole-deflated.dcm").read_bytes()
    meta = 132 + 12 + struct.unpack_from("<I", deflated, 140)[0]
    element = struct.pack("<HH2sHI", 0x19, 0x11FF, b"OB", 0, 0xF0000000)
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeezed.compress(element) + squeezed.compress(bytes(300_000_000)) + squeezed.flush()
    (folder / "bomb-element.dcm").write_bytes(deflated[:meta] + body)
    plain = bytearray((folder / "plain.dcm").read_bytes())
    struct.pack_into("<I", plain, plain.rindex(b"\xe0\x7f\x10\0OW") + 8, 0xF0000000)
    (folder / "bomb-length.dcm").write_bytes(plain)
    nested = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 200_000
    plain = (folder / "plain.dcm").read_bytes()
    meta = 132 + 12 + struct.unpack_from("<I", plain, 140)[0]
    (folder / "bomb-nested.dcm").write_bytes(plain[:meta] + nested)


if __name__ == "__main__":
    write_all(pathlib.Path(sys.argv[1]))
