#include "dataio/archive/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace gren::archive_test {
namespace {

TEST(Ages, in_years_as_numbers_and_as_dicom_writes_them) {
    EXPECT_FLOAT_EQ(age_in_years("58"), 58);
    EXPECT_FLOAT_EQ(age_in_years("58.5"), 58.5);
    EXPECT_FLOAT_EQ(age_in_years("058Y"), 58);
    EXPECT_FLOAT_EQ(age_in_years("006M"), 0.5);
    EXPECT_NEAR(age_in_years("52W"), 0.99658, 1e-5);
    EXPECT_NEAR(age_in_years("011D"), 0.030116, 1e-6);
    EXPECT_FLOAT_EQ(age_in_years("0"), 0);
    EXPECT_FLOAT_EQ(age_in_years("120"), 120);
    for (const char* none : {"", "414", "-1", "old", "58X", "58 Y", "nan", "inf"})
        EXPECT_TRUE(std::isnan(age_in_years(none))) << none;
}

TEST(Sexes, by_letter_or_word) {
    EXPECT_EQ(sex_from("M"), "M");
    EXPECT_EQ(sex_from("Female"), "F");
    EXPECT_EQ(sex_from("other"), "O");
    EXPECT_EQ(sex_from("Unknown"), "");
    EXPECT_EQ(sex_from(""), "");
}

TEST(RaiseLabel, present_beats_unknown_beats_absent) {
    const auto raised = [](std::uint8_t label, std::uint8_t value) {
        raise_label(label, value);
        return label;
    };
    EXPECT_EQ(raised(kLabelAbsent, kLabelUnknown), kLabelUnknown);
    EXPECT_EQ(raised(kLabelUnknown, kLabelAbsent), kLabelUnknown);
    EXPECT_EQ(raised(kLabelUnknown, kLabelPresent), kLabelPresent);
    EXPECT_EQ(raised(kLabelPresent, kLabelUnknown), kLabelPresent);
    EXPECT_EQ(raised(kLabelPresent, kLabelAbsent), kLabelPresent);
}

TEST(MissingPatients, are_counted_in_a_note) {
    Archive archive;
    archive.radiographs.resize(3);
    archive.radiographs[1].patient = "7";
    note_missing_patients(archive);
    EXPECT_THAT(archive.report.notes,
                ::testing::ElementsAre(::testing::HasSubstr("2 of 3 images name no patient")));
    archive.radiographs[0].patient = archive.radiographs[2].patient = "8";
    archive.report.notes.clear();
    note_missing_patients(archive);
    EXPECT_THAT(archive.report.notes, ::testing::IsEmpty());
}

}  // namespace
}  // namespace gren::archive_test
