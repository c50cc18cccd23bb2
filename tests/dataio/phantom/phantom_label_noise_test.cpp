// Noisy labels against the truth that lies beside them, both read from the archive's tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "dataio/phantom/phantom.h"
#include "dataio/phantom/phantom_cohort.h"
#include "tests/dataio/phantom/archive_folder.h"

namespace gren::phantom::phantom_label_noise_test {
namespace {

using Labels = std::map<std::string, std::set<std::string>>;  // of each image

Labels labels_of(const std::filesystem::path& table) {
    Labels labels;
    const auto rows = split(contents(table), '\n');
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto fields = split(rows[i], ',');
        for (const std::string& label : split(fields[1], '|'))
            if (label != "No Finding") labels[fields[0]].insert(label);
    }
    return labels;
}

PhantomOptions small(double noise) {
    PhantomOptions options;
    options.images = 240;
    options.patients = 60;
    options.size = 64;
    options.annotated_fraction = 1;
    options.bilateral = 0.3;
    options.label_noise = noise;
    return options;
}

TEST(PhantomLabelNoise, labels_alone_are_wrong_and_the_truth_lies_beside) {
    const ArchiveFolder clean, noisy;
    write_phantom_archive(clean.path(), small(0));
    write_phantom_archive(noisy.path(), small(0.25));
    auto before = files_of(clean.path()), after = files_of(noisy.path());
    EXPECT_FALSE(before.contains("true_labels.csv"));
    const std::string entries = "Data_Entry_2017_v2020.csv", boxes = "BBox_List_2017.csv";
    EXPECT_EQ(after["true_labels.csv"], before[entries]);
    EXPECT_NE(after[entries], before[entries]);

    // NIH's boxes were drawn where the mined label sent somebody: those of the labels that were dropped lack.
    const Labels mined = labels_of(noisy.path() / entries);
    std::string expected;
    int dropped = 0;
    for (const std::string& row : split(before[boxes], '\n')) {
        const auto fields = split(row, ',');
        const std::string name = fields[1] == "Infiltrate" ? "Infiltration" : fields[1];
        const bool keeps =
            fields[0] == "Image Index" || (mined.contains(fields[0]) && mined.at(fields[0]).contains(name));
        if (keeps) expected += row + "\n";
        dropped += !keeps;
    }
    EXPECT_EQ(after[boxes], expected);
    EXPECT_GT(dropped, 20);
    for (auto* files : {&before, &after})
        for (const std::string& table : {entries, boxes, std::string("true_labels.csv")}) files->erase(table);
    EXPECT_EQ(before, after) << "films and masks";
}

TEST(PhantomLabelNoise, precision_and_recall_are_one_less_the_share) {
    for (const double share : {0.1, 0.4}) {
        PhantomOptions options = small(share);
        options.images = options.patients = 20000;
        std::array<int, kFindings> present{}, labelled{}, right{};
        for (const PhantomCase& phantom : phantom_cohort(options)) {
            EXPECT_TRUE(std::ranges::is_sorted(phantom.labels));
            for (std::size_t i = 0; i < kFindings; ++i) {
                const auto finding = static_cast<Finding>(i);
                const bool is = std::ranges::count(phantom.findings, finding, &PlannedFinding::finding) > 0;
                const auto says = std::ranges::count(phantom.labels, finding);
                EXPECT_LE(says, 1);
                present.at(i) += is;
                labelled.at(i) += says > 0;
                right.at(i) += is && says;
            }
        }
        for (std::size_t i = 0; i < kFindings; ++i) {
            EXPECT_EQ(labelled.at(i), present.at(i)) << kFindingNames.at(i);
            EXPECT_NEAR(right.at(i), (1 - share) * present.at(i),
                        4 * std::sqrt(share * (1 - share) * present.at(i)))
                << kFindingNames.at(i);
        }
    }
}

TEST(PhantomLabelNoise, healthy_films_get_labels_and_diseased_ones_lose_all) {
    int called_ill = 0, called_healthy = 0;
    for (const PhantomCase& phantom : phantom_cohort(small(0.3))) {
        called_ill += phantom.findings.empty() && !phantom.labels.empty();
        called_healthy += !phantom.findings.empty() && phantom.labels.empty();
    }
    EXPECT_GT(called_ill, 5);
    EXPECT_GT(called_healthy, 5);
}

}  // namespace
}  // namespace gren::phantom::phantom_label_noise_test
