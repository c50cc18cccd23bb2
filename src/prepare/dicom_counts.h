// What `gren prepare` counts of DICOM files: how they became grey, what spacing they have, and whether they
// say that no patient can be told from them.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "dataio/dicom/dicom_notes.h"

namespace gren {

// Adds one file to the counts; the names are of ours alone, none is text of a header.
void count_dicom(const DicomNotes& notes, std::map<std::string, std::int64_t>& counts);

// Lines for the summary: what to look at before images leave the house; empty where every file says that
// nothing is burned in and that the patient's identity is removed.
std::string dicom_warning(const std::map<std::string, std::int64_t>& counts);

}  // namespace gren
