#include "dataio/dicom/dicom_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <memory>

#include "dataio/child_process.h"
#include "dataio/data_error.h"
#include "dataio/dicom/deflated.h"
#include "dataio/dicom/dicom_header.h"
#include "dataio/dicom/dicom_tags.h"
#include "dataio/dicom/gdcm_reading.h"
#include "dataio/dicom/grey_levels.h"
#include "dataio/dicom/transfer_syntax.h"
#include "dataio/digest.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const fs::path& file, const std::string& found) {
    throw UnreadableImage(fmt::format("{} {}", file.string(), found));
}

// This process has from now on what it has and kMostDicomBytes, and leaves no core behind.
void limit_memory() {
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto most = static_cast<rlim_t>(pages * ::sysconf(_SC_PAGESIZE) + kMostDicomBytes);
    const rlimit limit{most, most}, no_core{0, 0};
    ::setrlimit(RLIMIT_AS, &limit);
    ::setrlimit(RLIMIT_CORE, &no_core);
}

// What an assertion that fails prints holds no header value, but is nobody's message either.
void be_silent() {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
}

DicomRecord read_record(const fs::path& file, DicomPart part) {
    auto bytes = text_from_child(
        [&] {
            be_silent();
            limit_memory();
            return record_by_gdcm(file, part);
        },
        kDicomTime);
    if (!bytes)
        refuse(file,
               fmt::format("is a DICOM file that crashes GDCM, or takes it over {} MiB or {} s: damaged or "
                           "hostile; fetch it again",
                           kMostDicomBytes >> 20, kDicomTime.count()));
    return DicomRecord(std::move(*bytes));
}

std::string words_of(PixelFault fault) {
    switch (fault) {
        case PixelFault::unparsed:
            return "is no DICOM file that can be parsed; fetch it again";
        case PixelFault::absent:
            return "is a DICOM file without pixel data, expected an image";
        case PixelFault::truncated:
            return "is a truncated DICOM file; fetch it again";
        case PixelFault::length:
            return "is a DICOM file whose pixel data have another length than its header says; fetch it "
                   "again";
        case PixelFault::frame:
            return "is a DICOM file whose compressed frame has another size than its header says; fetch it "
                   "again";
        case PixelFault::undecoded:
            return "is a DICOM file whose pixels cannot be decoded; fetch it again";
        case PixelFault::inflation:
            return fmt::format("is a DICOM file that inflates to more than {} MiB, expected one film",
                               kMostInflatedBytes >> 20);
        case PixelFault::memory:
            return fmt::format("is a DICOM file that asks for more than {} MiB, expected one film",
                               kMostDicomBytes >> 20);
    }
    return "is a damaged DICOM file; fetch it again";
}

void require_no_fault(const fs::path& file, const DicomRecord& record) {
    if (const auto fault = record.bytes(dicom::kPixelFault); !fault.empty())
        refuse(file, words_of(static_cast<PixelFault>(fault.front())));
}

// Whether what went wrong left no header to judge, or none that can be trusted.
bool is_before_header(const DicomRecord& record) {
    const auto fault = record.bytes(dicom::kPixelFault);
    if (fault.empty()) return false;
    const auto which = static_cast<PixelFault>(fault.front());
    return which != PixelFault::absent && which != PixelFault::length && which != PixelFault::frame &&
           which != PixelFault::undecoded;
}

// Runs `read`, which may throw a DataError that lacks the file.
template <class Read>
auto with_name(const fs::path& file, Read read) {
    try {
        return read();
    } catch (const DataError& error) {
        refuse(file, error.what());
    }
}

template <class Stored>
GreyLevels make_grey(const DicomHeader& header, std::string_view pixels, const Window& window,
                     cv::Mat1b& grey) {
    const auto mask = static_cast<std::uint32_t>((1 << header.bits_stored) - 1);
    const auto pattern = [&](std::size_t i) {
        Stored stored;
        std::memcpy(&stored, pixels.data() + i * sizeof stored, sizeof stored);
        return stored & mask;
    };
    std::vector<bool> present(mask + 1);
    for (std::size_t i = 0; i < grey.total(); ++i) present[pattern(i)] = true;
    auto levels = grey_levels(header, window, present);
    for (std::size_t i = 0; i < grey.total(); ++i) grey.data[i] = levels.of[pattern(i)];
    return levels;
}

}  // namespace

bool is_dicom(std::string_view start) {
    return start.size() >= 132 && start.substr(128, 4) == "DICM";
}

DicomImage read_dicom(const fs::path& file, const Window& window) {
    const DicomRecord record = read_record(file, DicomPart::pixels);
    const DicomHeader header = with_name(file, [&] { return read_header(record); });
    // GDCM parses nothing of a file whose transfer syntax it does not know.
    if (const auto other = unknown_transfer_syntax(header.transfer_syntax); !other.empty())
        refuse(file, other);
    if (is_before_header(record)) require_no_fault(file, record);
    if (const auto reason = why_not_decoded(header); !reason.empty()) refuse(file, reason);
    require_no_fault(file, record);
    const auto pixels = record.bytes(dicom::kPixelData);
    DicomImage image;
    image.grey.create(static_cast<int>(header.rows), static_cast<int>(header.columns));
    image.channels = 1;
    image.bits = header.bits_stored;
    if (pixels.size() != image.grey.total() * static_cast<std::size_t>(header.bits_allocated / 8))
        refuse(file, words_of(PixelFault::undecoded));
    const auto levels = with_name(file, [&] {
        return header.bits_allocated == 8 ? make_grey<std::uint8_t>(header, pixels, window, image.grey)
                                          : make_grey<std::uint16_t>(header, pixels, window, image.grey);
    });
    image.notes = {header.spacing, header.burned_in, header.identity_removed, levels.by};
    return image;
}

cv::Size dicom_size(const fs::path& file) {
    const DicomRecord record = read_record(file, DicomPart::header);
    require_no_fault(file, record);
    const DicomHeader header = with_name(file, [&] { return read_header(record); });
    if (header.rows < 1 || header.columns < 1) refuse(file, why_not_decoded(header));
    return {static_cast<int>(header.columns), static_cast<int>(header.rows)};
}

std::string hashed_patient(const fs::path& file, std::string_view salt) {
    if (salt.size() < kLeastSalt)
        throw DataError(fmt::format("a salt of {} bytes, expected at least {} that nobody can guess",
                                    salt.size(), kLeastSalt));
    const DicomRecord record = read_record(file, DicomPart::patient);
    require_no_fault(file, record);
    const auto patient = record.text(dicom::kPatientId);
    if (patient.empty()) return "";
    return sha256(std::string(salt) + '\0' + std::string(patient));
}

}  // namespace gren
