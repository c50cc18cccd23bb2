// What is in an archive, for people; parts of it for what is prepared of one.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "dataio/archive/archive.h"

namespace gren {

// Each of these is lines with their ends.
std::string counts_text(const char* title, const std::map<std::string, std::int64_t>& counts);
std::string provenance_text(const Provenance& provenance);
std::string image_line(std::int64_t images, const ImportReport& report);

// Its images by view, labels, boxes and masks by class, and what was not taken.
std::string archive_summary(const Archive& archive);

}  // namespace gren
