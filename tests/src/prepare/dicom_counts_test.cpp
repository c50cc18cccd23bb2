// What prepare counts of DICOM files, and what it warns of.
#include "src/prepare/dicom_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace gren::dicom_counts_test {
namespace {

using Counts = std::map<std::string, std::int64_t>;

DicomNotes notes(GreyBy grey_by, SpacingSource source, BurnedIn burned_in, bool identity_removed) {
    DicomNotes made;
    made.grey_by = grey_by;
    made.spacing.source = source;
    made.burned_in = burned_in;
    made.identity_removed = identity_removed;
    return made;
}

}  // namespace

TEST(DicomCounts, name_each_way_to_grey_and_each_spacing) {
    Counts counts;
    count_dicom(notes(GreyBy::voi_lut, SpacingSource::none, BurnedIn::no, true), counts);
    count_dicom(notes(GreyBy::file_window, SpacingSource::pixel_spacing, BurnedIn::no, true), counts);
    count_dicom(notes(GreyBy::given_window, SpacingSource::imager_pixel_spacing, BurnedIn::no, true), counts);
    count_dicom(notes(GreyBy::minmax, SpacingSource::none, BurnedIn::no, true), counts);
    EXPECT_EQ(counts, (Counts{{"files", 4},
                              {"grey by the file's LUT", 1},
                              {"grey by the file's window", 1},
                              {"grey by the window given", 1},
                              {"grey from least to greatest value", 1},
                              {"no spacing", 2},
                              {"PixelSpacing", 1},
                              {"ImagerPixelSpacing", 1}}));
    EXPECT_EQ(dicom_warning(counts), "");
}

TEST(DicomCounts, warn_of_what_may_name_a_patient) {
    Counts counts;
    for (const auto burned_in : {BurnedIn::yes, BurnedIn::unknown, BurnedIn::unknown})
        count_dicom(notes(GreyBy::minmax, SpacingSource::none, burned_in, true), counts);
    EXPECT_THAT(
        dicom_warning(counts),
        testing::StartsWith("warning: 1 DICOM files say that annotations are burned into their pixels, 2 do "
                            "not say;"));
    EXPECT_THAT(dicom_warning(counts), testing::Not(testing::HasSubstr("identity")));
    Counts named;
    count_dicom(notes(GreyBy::minmax, SpacingSource::none, BurnedIn::no, false), named);
    EXPECT_THAT(dicom_warning(named),
                testing::StartsWith("warning: 1 DICOM files do not say that the patient's"));
}

}  // namespace gren::dicom_counts_test
