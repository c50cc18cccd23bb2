#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/importers/vocabulary.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::label_map_test {
namespace {
using ::testing::ElementsAre;

const std::vector<std::string> kLabels{"Lung Lesion", "Pleural Effusion", "Mass"};

class LabelMap : public ::testing::Test {
  protected:
    Vocabulary with(const std::string& map) { return {kLabels, scratch_.write("map.csv", map)}; }
    ScratchFolder scratch_;
};

TEST_F(LabelMap, without_one_each_label_is_a_class) {
    Vocabulary vocabulary(kLabels, "");
    EXPECT_EQ(vocabulary.classes(), kLabels);
    EXPECT_EQ(vocabulary.class_of("Mass", "f:2"), 2u);
    vocabulary.require_known();
}

TEST_F(LabelMap, renames_joins_leaves_out_and_adds) {
    Vocabulary vocabulary =
        with("Pleural Effusion,Effusion\nMass,Lesion\nLung Lesion,Lesion\nCovid,\"Covid, 19\"\nSupport,\n");
    EXPECT_THAT(vocabulary.classes(), ElementsAre("Lesion", "Effusion", "Covid, 19"));
    EXPECT_EQ(vocabulary.class_of("Mass", ""), 0u);
    EXPECT_EQ(vocabulary.class_of("Pleural Effusion", ""), 1u);
    EXPECT_EQ(vocabulary.class_of("Covid", ""), 2u);
    EXPECT_EQ(vocabulary.class_of("Support", ""), std::nullopt);
    vocabulary.require_known();
}

TEST_F(LabelMap, unknown_labels_are_listed_at_once) {
    Vocabulary vocabulary(kLabels, "");
    for (const char* place : {"f:2", "f:3"}) EXPECT_EQ(vocabulary.class_of("Covid", place), std::nullopt);
    vocabulary.class_of("Tumor", "f:9");
    expect_data_error([&] { vocabulary.require_known(); },
                      {"f:2: unknown disease 'Covid', also 'Tumor' at f:9, expected one of Lung Lesion,",
                       "--label-map FILE", "'Covid,Lung Lesion'"});
}

TEST_F(LabelMap, no_more_than_thirty_are_listed) {
    Vocabulary vocabulary(kLabels, "");
    for (int i = 0; i < 33; ++i) vocabulary.class_of("x" + std::to_string(i), "f:2");
    expect_data_error([&] { vocabulary.require_known(); }, {"'x29' at f:2, 3 more, expected"});
}

TEST_F(LabelMap, rows_that_no_label_asked_for_are_refused) {
    Vocabulary vocabulary = with("Mass,Lesion\nPleural Efusion,Effusion\n");
    expect_data_error(
        [&] { vocabulary.require_known(); },
        {"map.csv:2: no label of this archive is called 'Pleural Efusion'", "Lung Lesion, Pleural Effusion"});
}

TEST_F(LabelMap, malformed_maps_are_refused) {
    expect_data_error([&] { with("Mass,Lesion\nMass;Lesion\n"); }, {"map.csv:2: found 1 fields"});
    expect_data_error([&] { with("Mass,a,b\n"); }, {"map.csv:1: found 3 fields"});
    expect_data_error([&] { with(",Lesion\n"); }, {"map.csv:1: found no label"});
    expect_data_error([&] { with("Mass,a\nMass,b\n"); }, {"map.csv:2: 'Mass' has a row already"});
    expect_data_error([] { Vocabulary(kLabels, "nowhere.csv"); }, {"nowhere.csv cannot be opened"});
}

}  // namespace
}  // namespace gren::label_map_test
