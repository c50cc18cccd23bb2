// Patients of films whose tables name none: by the PatientID of their DICOM headers, as a salted hash.
#pragma once

#include <string_view>

#include "dataio/archive/archive.h"

namespace gren {

// Fills `patient` of each radiograph that has none with film_patient() of its file. Notes how many it filled
// and how many headers could not be read, which stay unknown. Throws what film_patient() does of a salt.
void hash_patients(Archive& archive, std::string_view salt);

}  // namespace gren
