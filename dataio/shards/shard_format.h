// The words and numbers of SHARD_FORMAT.md, shared by writer and reader. They are on disk: frozen.
#pragma once

#include <cstdint>

namespace gren::shard_format {

inline constexpr char kFormat[] = "gren-shard";
inline constexpr std::int32_t kVersion = 4;

// Attributes of the root group.
inline constexpr char kFormatAttribute[] = "format";
inline constexpr char kVersionAttribute[] = "version";
inline constexpr char kClasses[] = "classes";
inline constexpr char kImageSize[] = "image_size";
inline constexpr char kHashVariant[] = "hash_variant";
inline constexpr char kLungSource[] = "lung_source";
inline constexpr char kRegions[] = "regions";
inline constexpr char kAligned[] = "aligned";  // to kNotAligned or kByLungs
inline constexpr char kNotAligned[] = "none", kByLungs[] = "lungs";

// Data sets.
inline constexpr char kImage[] = "image";
inline constexpr char kLungs[] = "lungs";
inline constexpr char kHash[] = "hash";
inline constexpr char kBlockHash[] = "block_hash";
inline constexpr char kAverageHash[] = "average_hash";
inline constexpr char kFlagged[] = "flagged";
inline constexpr char kLabel[] = "label";
inline constexpr char kBox[] = "box";
inline constexpr char kAlignment[] = "alignment";
inline constexpr char kAlignedBox[] = "aligned_box";
inline constexpr char kBoxImage[] = "box_image";
inline constexpr char kBoxClass[] = "box_class";
inline constexpr char kSize[] = "size";
inline constexpr char kName[] = "name";
inline constexpr char kPatient[] = "patient";
inline constexpr char kStudy[] = "study";
inline constexpr char kView[] = "view";
inline constexpr char kSex[] = "sex";
inline constexpr char kSite[] = "site";
inline constexpr char kAge[] = "age";
inline constexpr char kPixelSpacing[] = "pixel_spacing";
inline constexpr char kSpacingOn[] = "spacing_on";
inline constexpr char kChecksum[] = "checksum";
inline constexpr char kInfoChecksum[] = "info_checksum";

}  // namespace gren::shard_format
