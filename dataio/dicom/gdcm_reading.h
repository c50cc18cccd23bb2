// DICOM files as GDCM parses and decodes them.
//
// Why GDCM: OpenCV's package brings it already (BSD-3, no package more), and it decodes what archives hold,
// JPEG 2000 and JPEG-LS among it. DCMTK's dcmimgle has the grey pipeline that is ours here (grey_levels.h,
// 100 lines), but no JPEG 2000, and is 39 MB of packages. GDCM's own grey values are not asked for: its
// GetIntercept() is 0 for films (DX) with an intercept; its image reader's guesses neither: the image is
// built from the header as read here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataio/dicom/dicom_record.h"

namespace gren {

enum class PixelFault : char {
    unparsed = 'u',   // GDCM cannot make out elements
    absent = 'a',     // no pixel data
    truncated = 't',  // the file, its pixel data or its stream of deflate end early
    length = 'l',     // uncompressed, and of another length than rows, columns and bits say
    frame = 'f',      // compressed, and of another size than rows and columns, or of none
    undecoded = 'd',  // GDCM's codec refuses
    inflation = 'i',  // a deflated file that inflates beyond kMostInflatedBytes
    memory = 'm',     // asks for more than it may have
};

enum class DicomPart { header, pixels, patient };

// The bytes of a DicomRecord: the elements of dicom_tags.h that the file has (PatientID only as the part
// `patient`) and, for `pixels` of a header that is decoded (why_not_decoded), kPixelData: rows × columns
// values of bits_allocated, of little endian, or a kPixelFault. A file without preamble and meta header is
// read, too. REQUIRES: runs in a process of its own (dicom_file.cpp): on hostile bytes GDCM's assertions,
// which Debian builds in, end it, and its words are kept for nobody. Prints nothing.
std::string record_by_gdcm(const std::filesystem::path& file, DicomPart part);

}  // namespace gren
