"""Films in every form that is read, and their grey values by pydicom: write_greys.py FOLDER.

N.dcm and, of the same name, N.grey: float32 [rows, columns] of little endian, 0 to 255, what apply_modality_lut,
apply_voi_lut and then the inversion of MONOCHROME1 give. What a window or LUT can give, least to greatest, is scaled to
0..255; without either it is what the image has.
"""
import itertools
import pathlib
import sys
import warnings

import numpy as np
import pydicom
import pydicom.uid as uid
from pydicom.pixels import apply_modality_lut, apply_voi_lut

from dicom_writer import film, lookup_table, save, values_of

DEPTHS = [(8, False), (12, False), (16, False), (8, True), (12, True), (16, True), (10, False)]
VOIS = ["none", "LINEAR", "LINEAR_EXACT", "SIGMOID", "lut"]
MODALITIES = ["none", "rescale", "lut"]
SYNTAXES = [uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian,
            uid.DeflatedExplicitVRLittleEndian, uid.RLELossless, uid.JPEGLosslessSV1, uid.JPEGLossless,
            uid.JPEGLSLossless, uid.JPEGLSNearLossless, uid.JPEG2000Lossless, uid.JPEG2000, uid.JPEGBaseline8Bit]


def describe(made, modality, voi):
    """Adds the elements of both steps; returns the least and greatest value that the second can give."""
    low = -(2 ** (made.BitsStored - 1)) if made.PixelRepresentation else 0
    high = low + 2**made.BitsStored - 1
    signed = bool(made.PixelRepresentation)
    if modality == "rescale":
        made.RescaleSlope, made.RescaleIntercept = "0.5", "-10"
        low, high = 0.5 * low - 10, 0.5 * high - 10
    elif modality == "lut":
        count = min(high - low + 1, 5000)
        first = low + (high - low + 1 - count) // 2
        table = np.round(1023 * (np.arange(count) / (count - 1)) ** 1.5)
        made.ModalityLUTSequence = lookup_table(count, first, 16, table, signed)
        low, high = 0, 65535
    middle, reach = (low + high) / 2, (high - low) / 3
    if modality == "lut":
        middle, reach = 500, 600
    if voi in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        made.WindowCenter, made.WindowWidth = [f"{middle:.1f}", "7"], [f"{reach:.1f}", "3"]  # the first counts
        if voi != "LINEAR" or made.BitsStored != 8:
            made.VOILUTFunction = voi
    elif voi == "lut":
        count = int(max(2, min(reach, 3000)))
        first = int(middle - count / 2)
        table = np.round(4095 * np.sqrt(np.arange(count) / (count - 1)))
        made.VOILUTSequence = lookup_table(count, first, 12, table, first < 0)
        made.WindowCenter, made.WindowWidth = "1", "2"  # the LUT counts
        low, high = 0, 4095
    return low, high


def grey_of(path, voi, low, high):
    read = pydicom.dcmread(path)
    # Wide, since pydicom looks up in the pixels' own type, in which an index of 8 bits with sign overflows.
    values = apply_modality_lut(read.pixel_array.astype(np.int32), read)
    if voi != "none":
        values = apply_voi_lut(values, read, index=0)
    values = values.astype(np.float64)
    if voi == "none":
        low, high = values.min(), values.max()
    grey = np.clip((values - low) / (high - low), 0, 1) * 255
    return 255 - grey if read.PhotometricInterpretation == "MONOCHROME1" else grey


def main(folder):
    warnings.simplefilter("ignore")
    count = 0
    for (bits, signed), voi, syntax in itertools.product(DEPTHS, VOIS, SYNTAXES):
        # Of lossy JPEG two decoders round differently, by a stored value, which a window would spread.
        if syntax == uid.JPEGBaseline8Bit and (bits != 8 or signed or voi != "none"):
            continue
        for photometric in ("MONOCHROME1", "MONOCHROME2"):
            modality = MODALITIES[(count * 7 + count // 24) % 3]
            if syntax == uid.JPEGBaseline8Bit:
                modality = "rescale"
            made = film(bits=bits, signed=signed, photometric=photometric)
            low, high = describe(made, modality, voi)
            name = f"{count:03}-{photometric}-{bits}{'s' if signed else 'u'}-{modality}-{voi}-{syntax.name.split()[0]}"
            path = folder / f"{name}.dcm".replace("/", "")
            try:
                save(made, values_of(made, count), syntax, path)
            except (RuntimeError, ValueError, NotImplementedError) as error:
                sys.exit(f"{name}: {error}")
            grey_of(path, voi, low, high).astype("<f4").tofile(path.with_suffix(".grey"))
            count += 1
    print(count)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
