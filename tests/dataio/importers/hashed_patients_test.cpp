// Patients by the headers of their films: only where the tables name none, and never in clear.
#include "dataio/importers/hashed_patients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "dataio/data_error.h"
#include "tests/dataio/dicom/written_films.h"

namespace gren::hashed_patients_test {
namespace {

const std::string kSalt = "0123456789abcdef";
// printf '0123456789abcdef\0PLANTEDID' | sha256sum
const std::string kPlanted = "86b7ee9a17a9ff143fe4bae1bbb1d2ea6c3e8f143edb4d1f83bc8c956176681e";

Radiograph radiograph(const std::filesystem::path& file, const std::string& patient = "") {
    return {.name = file.filename(), .file = file, .patient = patient, .label = {}, .boxes = {}};
}

TEST(HashedPatients, fill_what_the_tables_leave_open) {
    const ScratchFolder folder;
    const auto broken = folder.path() / "broken.dcm";
    std::ofstream(broken) << std::string(132, 'x');
    Archive archive;
    archive.radiographs = {radiograph(written_film("plain.dcm")), radiograph(written_film("inverse.dcm")),
                           radiograph(written_film("plain.dcm"), "7"), radiograph(written_film("novoi.dcm")),
                           radiograph(broken)};
    hash_patients(archive, kSalt);
    std::vector<std::string> patients;
    for (const auto& one : archive.radiographs) patients.push_back(one.patient);
    EXPECT_THAT(patients, testing::ElementsAre(kPlanted, kPlanted, "7", "", ""));
    EXPECT_THAT(archive.report.notes,
                testing::ElementsAre("--patient-salt: 2 images are of 1 patients by their DICOM headers; the "
                                     "headers of 1 cannot be read."));
}

TEST(HashedPatients, a_short_salt_is_refused) {
    Archive archive;
    archive.radiographs = {radiograph(written_film("plain.dcm"))};
    EXPECT_THROW(hash_patients(archive, "short"), DataError);
}

}  // namespace
}  // namespace gren::hashed_patients_test
