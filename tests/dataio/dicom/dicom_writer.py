"""DICOM files of one film each, written by pydicom."""
import io

import numpy as np
import pydicom.encaps
import pydicom.uid as uid
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset

import lossless_jpeg


def film(rows=40, columns=37, bits=12, signed=False, photometric="MONOCHROME2"):
    """A data set without pixels."""
    made = Dataset()
    made.SOPClassUID = uid.DigitalXRayImageStorageForPresentation
    made.SOPInstanceUID = "1.2.3"
    made.Rows, made.Columns, made.SamplesPerPixel = rows, columns, 1
    made.PhotometricInterpretation = photometric
    made.BitsAllocated, made.BitsStored, made.HighBit = 16 if bits > 8 else 8, bits, bits - 1
    made.PixelRepresentation = int(signed)
    return made


def values_of(made, seed=0):
    """Stored values that reach both ends of what the bits hold, smooth enough for each codec."""
    bits, low = made.BitsStored, -(2 ** (made.BitsStored - 1)) if made.PixelRepresentation else 0
    noise = np.random.default_rng(seed).random((made.Rows, made.Columns))
    ramp = np.linspace(0, 1, made.Rows * made.Columns).reshape(made.Rows, made.Columns)
    stored = low + np.floor((0.9 * ramp + 0.1 * noise) * (2**bits - 1) + 0.5)
    stored[0, 0], stored[-1, -1] = low, low + 2**bits - 1
    return stored.astype(f"{'i' if made.PixelRepresentation else 'u'}{made.BitsAllocated // 8}")


def save(made, stored, syntax, path):
    """Writes `made` with the values `stored` [rows, columns] in this transfer syntax."""
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    swapped = syntax == uid.ExplicitVRBigEndian
    made.PixelData = stored.astype(stored.dtype.newbyteorder(">" if swapped else "<")).tobytes()
    made["PixelData"].VR = "OB" if made.BitsAllocated == 8 and not syntax.is_implicit_VR else "OW"
    if made.BitsAllocated == 8 and len(made.PixelData) % 2:
        made.PixelData += b"\0"
    if syntax in (uid.JPEGLossless, uid.JPEGLosslessSV1):
        unsigned = stored.astype(np.int64) & (2**made.BitsStored - 1)
        encapsulate(made, lossless_jpeg.encode(unsigned, made.BitsStored))
    elif syntax == uid.JPEGBaseline8Bit:
        buffer = io.BytesIO()
        Image.fromarray(stored).save(buffer, "JPEG", quality=100)
        encapsulate(made, buffer.getvalue())
    elif syntax.is_compressed and syntax != uid.DeflatedExplicitVRLittleEndian:
        made.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
        made["PixelData"].VR = "OW"
        how = {uid.JPEG2000: {"j2k_cr": [4]}, uid.JPEGLSNearLossless: {"jls_error": 2}}.get(syntax, {})
        made.compress(syntax, generate_instance_uid=False, **how)
    made.save_as(path, enforce_file_format=True)


def encapsulate(made, codestream):
    made.PixelData = pydicom.encaps.encapsulate([codestream])
    made["PixelData"].VR = "OB"
    made["PixelData"].is_undefined_length = True


def lookup_table(count, first, bits, values, signed=False, entry="<u2"):
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if signed else "US", [count % 65536, first, bits])
    item.add_new("LUTData", "OW", np.asarray(values, dtype=entry).tobytes())
    return pydicom.Sequence([item])
