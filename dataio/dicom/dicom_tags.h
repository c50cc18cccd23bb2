// The elements that are read, by their keywords of PS3.6.
#pragma once

#include "dataio/dicom/dicom_record.h"

namespace gren::dicom {

inline constexpr DicomKey kTransferSyntax{0, 0x00020010};
inline constexpr DicomKey kPatientId{0, 0x00100020};
inline constexpr DicomKey kPatientIdentityRemoved{0, 0x00120062};
inline constexpr DicomKey kImagerPixelSpacing{0, 0x00181164};
inline constexpr DicomKey kSamplesPerPixel{0, 0x00280002};
inline constexpr DicomKey kPhotometricInterpretation{0, 0x00280004};
inline constexpr DicomKey kNumberOfFrames{0, 0x00280008};
inline constexpr DicomKey kRows{0, 0x00280010};
inline constexpr DicomKey kColumns{0, 0x00280011};
inline constexpr DicomKey kPixelSpacing{0, 0x00280030};
inline constexpr DicomKey kBitsAllocated{0, 0x00280100};
inline constexpr DicomKey kBitsStored{0, 0x00280101};
inline constexpr DicomKey kHighBit{0, 0x00280102};
inline constexpr DicomKey kPixelRepresentation{0, 0x00280103};
inline constexpr DicomKey kPixelPaddingValue{0, 0x00280120};
inline constexpr DicomKey kPixelPaddingRangeLimit{0, 0x00280121};
inline constexpr DicomKey kBurnedInAnnotation{0, 0x00280301};
inline constexpr DicomKey kWindowCenter{0, 0x00281050};
inline constexpr DicomKey kWindowWidth{0, 0x00281051};
inline constexpr DicomKey kRescaleIntercept{0, 0x00281052};
inline constexpr DicomKey kRescaleSlope{0, 0x00281053};
inline constexpr DicomKey kVoiLutFunction{0, 0x00281056};
inline constexpr DicomKey kPresentationLutShape{0, 0x20500020};
inline constexpr DicomKey kPixelData{0, 0x7FE00010};

// Of a sequence's first item.
inline constexpr std::uint32_t kModalityLutSequence = 0x00283000, kVoiLutSequence = 0x00283010;
inline constexpr std::uint32_t kLutDescriptor = 0x00283002, kLutData = 0x00283006;

// Ours: in a record without pixels, why there are none (PixelFault, one byte).
inline constexpr DicomKey kPixelFault{0, 0x00000001};

}  // namespace gren::dicom
