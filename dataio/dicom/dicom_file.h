// One DICOM file as an 8-bit grey image.
#pragma once

#include <chrono>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>

#include "dataio/dicom/dicom_notes.h"
#include "dataio/dicom/window.h"
#include "dataio/image.h"

namespace gren {

struct DicomImage : DecodedImage {  // bits: BitsStored, 1 to 16
    DicomNotes notes;
};

// What the process that parses one file may take beyond what this one has, and how long. An image of
// kMostPixels needs half of it, 1,040 MiB from run lengths; more is refused before it is allocated.
inline constexpr std::int64_t kMostDicomBytes = std::int64_t{2} << 30;
inline constexpr std::chrono::seconds kDicomTime{60};

// Whether the first 132 bytes of a file are a preamble and "DICM".
bool is_dicom(std::string_view start);

// Stored values to grey: grey_levels.h. GDCM parses and decodes each file in a process of its own (fork),
// so that what crashes it, asks for more than kMostDicomBytes or never ends costs this one file. REQUIRES:
// no other thread of this process is at work (child_process.h). Throws UnreadableImage: several frames,
// color, no pixel data, truncated, more than kMostPixels by its header, a transfer syntax that is not
// decoded, no window where `window` asks the file for one, damaged. The sentence names the file and holds
// no text of its header.
DicomImage read_dicom(const std::filesystem::path& file, const Window& window);

// By the header alone. Throws UnreadableImage: it has no rows and columns, or cannot be parsed.
cv::Size dicom_size(const std::filesystem::path& file);

inline constexpr std::size_t kLeastSalt = 16;  // bytes

// SHA-256 over `salt`, a zero byte and the file's PatientID without padding, 64 hexadecimal digits: the one
// form in which a patient leaves a header. Empty: the file has no PatientID. Who knows the salt can try ids:
// keep it as secret as they are. Throws DataError: a salt of less than kLeastSalt. Throws UnreadableImage.
std::string hashed_patient(const std::filesystem::path& file, std::string_view salt);

}  // namespace gren
