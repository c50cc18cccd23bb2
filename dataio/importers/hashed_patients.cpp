#include "dataio/importers/hashed_patients.h"

#include <fmt/format.h>

#include <set>

#include "dataio/data_error.h"
#include "dataio/films/film_file.h"

namespace gren {

void hash_patients(Archive& archive, std::string_view salt) {
    std::int64_t hashed = 0, unreadable = 0;
    std::set<std::string> patients;
    for (auto& radiograph : archive.radiographs) {
        if (!radiograph.patient.empty()) continue;
        try {
            radiograph.patient = film_patient(radiograph.file, salt);
        } catch (const UnreadableImage&) {
            ++unreadable;
        }
        if (radiograph.patient.empty()) continue;
        ++hashed;
        patients.insert(radiograph.patient);
    }
    archive.report.notes.push_back(fmt::format(
        "--patient-salt: {} images are of {} patients by their DICOM headers{}.", hashed, patients.size(),
        unreadable ? fmt::format("; the headers of {} cannot be read", unreadable) : ""));
}

}  // namespace gren
