"""Makes the seeds of the DICOM fuzzers: make_dicom.py, with the Python of launch/setup-tests.

dicom: small films in each form. dicom_grey: records (dataio/dicom/dicom_record.h), behind a byte that chooses the window.
"""
import pathlib
import struct
import sys

import pydicom.uid as uid

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE / "../../dataio/dicom"))
from dicom_writer import film, lookup_table, save, values_of  # noqa: E402

for name, syntax in [("explicit", uid.ExplicitVRLittleEndian), ("implicit", uid.ImplicitVRLittleEndian),
                     ("big", uid.ExplicitVRBigEndian), ("deflated", uid.DeflatedExplicitVRLittleEndian),
                     ("rle", uid.RLELossless), ("jpeg", uid.JPEGLosslessSV1), ("jpegls", uid.JPEGLSLossless),
                     ("j2k", uid.JPEG2000Lossless)]:
    made = film(rows=32, columns=32, bits=8)
    made.RescaleSlope, made.RescaleIntercept = "2", "-10"
    made.VOILUTSequence = lookup_table(16, 0, 12, range(0, 4096, 256))
    stored = values_of(made)
    save(made, stored // 16 * 16, syntax, HERE / "dicom" / name)


def record(window, **more):
    elements = {(0, 0x280002): b"\1\0", (0, 0x280004): b"MONOCHROME1 ", (0, 0x280010): b"\4\0", (0, 0x280011): b"\4\0",
                (0, 0x280100): b"\20\0", (0, 0x280101): b"\14\0", (0, 0x280102): b"\13\0", (0, 0x280103): b"\1\0",
                (0, 0x281052): b"-10 ", (0, 0x281053): b"1.5", (0, 0x280030): b"0.2\\0.3", (0, 0x280120): b"\0\0"} | more["add"]
    body = b"".join(struct.pack("<IIQ", *key, len(value)) + value for key, value in elements.items())
    return bytes([window]) + body


table = struct.pack("<8H", *range(0, 4096, 512))
for name, made in {
    "window": record(1, add={(0, 0x281050): b"100\\7", (0, 0x281051): b"50\\3", (0, 0x281056): b"SIGMOID "}),
    "table": record(0, add={(0x283010, 0x283002): struct.pack("<3H", 8, 0, 12), (0x283010, 0x283006): table}),
    "modality": record(3, add={(0x283000, 0x283002): struct.pack("<3H", 8, 2, 16), (0x283000, 0x283006): table}),
    "minmax": record(2, add={(0, 0x20500020): b"INVERSE "}),
}.items():
    (HERE / "dicom_grey" / name).write_bytes(made)
