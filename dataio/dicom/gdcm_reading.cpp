#include "dataio/dicom/gdcm_reading.h"

#include <gdcmImage.h>
#include <gdcmReader.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmTrace.h>

#include <array>
#include <fstream>
#include <memory>
#include <new>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/dicom/deflated.h"
#include "dataio/dicom/dicom_header.h"
#include "dataio/dicom/dicom_tags.h"
#include "dataio/dicom/pixel_data.h"
#include "dataio/image_header.h"

namespace gren {
namespace {

using namespace dicom;

constexpr std::array kElements{kPatientIdentityRemoved,
                               kImagerPixelSpacing,
                               kSamplesPerPixel,
                               kPhotometricInterpretation,
                               kNumberOfFrames,
                               kRows,
                               kColumns,
                               kPixelSpacing,
                               kBitsAllocated,
                               kBitsStored,
                               kHighBit,
                               kPixelRepresentation,
                               kPixelPaddingValue,
                               kPixelPaddingRangeLimit,
                               kBurnedInAnnotation,
                               kWindowCenter,
                               kWindowWidth,
                               kRescaleIntercept,
                               kRescaleSlope,
                               kVoiLutFunction,
                               kPresentationLutShape};

constexpr const char* kRunLengths = "1.2.840.10008.1.2.5";  // RLE, whose frames have no size of their own

gdcm::Tag tag_of(std::uint32_t tag) {
    return {static_cast<std::uint16_t>(tag >> 16), static_cast<std::uint16_t>(tag & 0xFFFF)};
}

void append(std::string& record, const gdcm::DataSet& elements, DicomKey key) {
    if (!elements.FindDataElement(tag_of(key.tag))) return;
    if (const auto* value = elements.GetDataElement(tag_of(key.tag)).GetByteValue())
        append_element(record, key, {value->GetPointer(), value->GetLength()});
}

void append_lookup_table(std::string& record, const gdcm::DataSet& elements, std::uint32_t sequence) {
    if (!elements.FindDataElement(tag_of(sequence))) return;
    const auto items = elements.GetDataElement(tag_of(sequence)).GetValueAsSQ();
    if (!items || items->GetNumberOfItems() < 1) return;
    const gdcm::DataSet& first = items->GetItem(1).GetNestedDataSet();  // counted from 1
    append(record, first, {sequence, kLutDescriptor});
    append(record, first, {sequence, kLutData});
}

void append_fault(std::string& record, PixelFault fault) {
    append_element(record, kPixelFault, {reinterpret_cast<const char*>(&fault), 1});
}

// Whether a compressed frame has the header's size, as far as it says one: GDCM decodes it by its own,
// whatever that asks for, and copies its first bytes.
bool frame_agrees(const gdcm::DataElement& pixels, const DicomHeader& header) {
    const auto* frames = pixels.GetSequenceOfFragments();
    if (!frames || frames->GetNumberOfFragments() < 1 || header.transfer_syntax == kRunLengths) return true;
    const auto* first = frames->GetFragment(0).GetByteValue();
    if (!first) return true;
    const auto [width, height] = declared_size({first->GetPointer(), first->GetLength()});
    return width == header.columns && height == header.rows;
}

std::size_t bytes_of(const DicomHeader& header) {
    return static_cast<std::size_t>(header.rows * header.columns * header.bits_allocated / 8);
}

void append_decoded(std::string& record, const gdcm::File& file, const DicomHeader& header) {
    const auto& pixels = file.GetDataSet().GetDataElement(tag_of(kPixelData.tag));
    gdcm::Image image;
    image.SetNumberOfDimensions(2);
    image.SetColumns(static_cast<unsigned>(header.columns));
    image.SetRows(static_cast<unsigned>(header.rows));
    const auto bits = [](int count) { return static_cast<std::uint16_t>(count); };
    image.SetPixelFormat(gdcm::PixelFormat(1, bits(header.bits_allocated), bits(header.bits_stored),
                                           bits(header.high_bit), bits(header.is_signed)));
    image.SetPhotometricInterpretation(
        gdcm::PhotometricInterpretation::MONOCHROME2);  // stored values as they are
    image.SetTransferSyntax(file.GetHeader().GetDataSetTransferSyntax());
    image.SetDataElement(pixels);
    if (!frame_agrees(pixels, header)) return append_fault(record, PixelFault::frame);
    const auto wanted = bytes_of(header);
    const auto whole = record.size();
    const auto begin = append_element(record, kPixelData, std::string(wanted, '\0'));
    if (image.GetBufferLength() == wanted && image.GetBuffer(record.data() + begin)) return;
    record.resize(whole);
    append_fault(record, PixelFault::undecoded);
}

// The elements before the pixel data, of which GDCM sees the tag alone; where their value begins.
std::streamoff append_elements(std::string& record, std::istream& stream, DicomPart part) {
    const gdcm::Tag pixels = tag_of(kPixelData.tag);
    gdcm::Reader reader;
    reader.SetStream(stream);
    const bool is_parsed = reader.ReadUpToTag(pixels, {pixels});
    const gdcm::DataSet& elements = reader.GetFile().GetDataSet();
    append(record, reader.GetFile().GetHeader(), kTransferSyntax);
    for (const DicomKey key : kElements) append(record, elements, key);
    if (part == DicomPart::patient) append(record, elements, kPatientId);
    for (const auto sequence : {kModalityLutSequence, kVoiLutSequence})
        append_lookup_table(record, elements, sequence);
    if (!is_parsed) append_fault(record, PixelFault::unparsed);
    return static_cast<std::streamoff>(reader.GetStreamCurrentPosition());
}

void append_pixels(std::string& record, std::istream& stream, std::streamoff value_at) {
    const auto header = read_header(DicomRecord(record));
    if (!why_not_decoded(header).empty()) return;
    const auto place = find_pixel_data(stream, value_at);
    if (place.state == PixelDataState::absent) return append_fault(record, PixelFault::absent);
    if (place.state == PixelDataState::truncated) return append_fault(record, PixelFault::truncated);
    if (place.length != PixelDataPlace::kEncapsulated && place.length / 2 != (bytes_of(header) + 1) / 2)
        return append_fault(record, PixelFault::length);
    stream.clear();
    stream.seekg(0);
    gdcm::Reader reader;
    reader.SetStream(stream);
    if (!reader.ReadUpToTag(tag_of(kPixelData.tag))) return append_fault(record, PixelFault::undecoded);
    append_decoded(record, reader.GetFile(), header);
}

void append_all(std::string& record, std::istream& stream, DicomPart part) {
    const auto value_at = append_elements(record, stream, part);
    if (part == DicomPart::pixels && !DicomRecord(record).has(kPixelFault))
        append_pixels(record, stream, value_at);
}

void read_all(std::string& record, const std::filesystem::path& file, DicomPart part) {
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    auto inflated = inflate_dicom(file);
    if (inflated.state == Inflation::truncated) return append_fault(record, PixelFault::truncated);
    if (inflated.state == Inflation::too_large) return append_fault(record, PixelFault::inflation);
    if (inflated.state == Inflation::done) {
        std::istringstream stream(std::move(inflated.file));
        append_all(record, stream, part);
    } else {
        std::ifstream stream(file, std::ios::binary);
        append_all(record, stream, part);
    }
}

}  // namespace

std::string record_by_gdcm(const std::filesystem::path& file, DicomPart part) {
    std::string record;
    try {
        read_all(record, file, part);
    } catch (const std::bad_alloc&) {
        record.clear();
        append_fault(record, PixelFault::memory);
    } catch (const DataError&) {  // of the header: the asker finds the same
    }
    return record;
}

}  // namespace gren
