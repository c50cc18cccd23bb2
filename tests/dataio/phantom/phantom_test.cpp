// The archive that write_phantom_archive leaves: NIH's layout, the promised shares, the same bytes,
// and its refusals.
#include "dataio/phantom/phantom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/phantom/phantom_cohort.h"
#include "tests/dataio/phantom/archive_folder.h"
#include "tests/support/refusal.h"

namespace gren::phantom::phantom_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string refusal_of(const fs::path& folder, const PhantomOptions& options) {
    return refusal([&] { write_phantom_archive(folder, options); });
}

const PhantomOptions kSmall{.images = 48,
                            .patients = 20,
                            .size = 128,
                            .annotated_fraction = 0.5,
                            .healthy_fraction = 0.25,
                            .seed = 3};

TEST(Phantom, layout_is_nihs) {
    const ArchiveFolder folder;
    write_phantom_archive(folder.path(), kSmall);
    const auto entries = split(contents(folder.path() / "Data_Entry_2017_v2020.csv"), '\n');
    // The first lines of the published files.
    EXPECT_EQ(entries[0],
              "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
              "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]");
    const auto boxes = split(contents(folder.path() / "BBox_List_2017.csv"), '\n');
    EXPECT_EQ(boxes[0], "Image Index,Finding Label,Bbox [x,y,w,h],,,");

    const std::regex entry(
        R"((\d{8}_\d{3}\.png),[A-Z][A-Za-z_ |]+,\d+,\d+,\d+,[MF],(PA|AP),128,128,2\.734375,2\.734375)");
    const std::regex box(
        R"(\d{8}_\d{3}\.png,(Atelectasis|Cardiomegaly|Effusion|Infiltrate|Mass|Nodule|Pneumonia|Pneumothorax)(,\d+\.\d+){4})");
    std::set<std::string> names;
    ASSERT_EQ(entries.size(), 1U + 48U);
    for (std::size_t i = 1; i < entries.size(); ++i) {
        std::smatch match;
        ASSERT_TRUE(std::regex_match(entries[i], match, entry)) << entries[i];
        const auto fields = split(entries[i], ',');
        EXPECT_EQ(std::stoi(fields[0].substr(0, 8)), std::stoi(fields[3]))
            << "the name begins with the patient";
        EXPECT_EQ(std::stoi(fields[0].substr(9, 3)), std::stoi(fields[2])) << "and ends with the follow-up";
        EXPECT_TRUE(names.insert(fields[0]).second) << fields[0] << " twice";
        for (const char* kind : {"images", "masks"}) {
            const cv::Mat image =
                cv::imread((folder.path() / kind / fields[0]).string(), cv::IMREAD_UNCHANGED);
            EXPECT_EQ(image.type(), CV_8UC1) << kind << fields[0];
            EXPECT_EQ(image.size(), cv::Size(128, 128)) << kind << fields[0];
        }
    }
    EXPECT_EQ(files_of(folder.path()).size(), 2 * 48U + 2U);
    EXPECT_GT(boxes.size(), 16U);
    for (std::size_t i = 1; i < boxes.size(); ++i) EXPECT_TRUE(std::regex_match(boxes[i], box)) << boxes[i];
}

// The boxes on disk against the difference of two films, by a plain loop: the written one and the
// one without lesions.
TEST(Phantom, boxes_on_disk_surround_what_is_on_disk) {
    const ArchiveFolder folder;
    write_phantom_archive(folder.path(), kSmall);
    std::map<std::string, cv::Rect2f> around;  // all boxes of an image
    const auto rows = split(contents(folder.path() / "BBox_List_2017.csv"), '\n');
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto f = split(rows[i], ',');
        const cv::Rect2f box(std::stof(f[2]), std::stof(f[3]), std::stof(f[4]), std::stof(f[5]));
        around[f[0]] = around[f[0]] | box;
    }
    std::size_t annotated = 0;
    for (PhantomCase phantom : phantom_cohort(kSmall)) {
        const std::string name = file_name(phantom);
        EXPECT_EQ(around.contains(name), phantom.annotated) << name;
        if (!phantom.annotated) continue;
        ++annotated;
        const cv::Mat1b film = cv::imread((folder.path() / "images" / name).string(), cv::IMREAD_UNCHANGED);
        std::erase_if(phantom.findings,
                      [](const PlannedFinding& planned) { return is_boxed(planned.finding); });
        const cv::Mat1b without = draw_radiograph(phantom, kSmall.size, kSmall.seed).grey;
        int left = 128, top = 128, right = -1, bottom = -1;
        for (int y = 0; y < 128; ++y) {
            for (int x = 0; x < 128; ++x) {
                if (std::abs(film(y, x) - without(y, x)) < 8) continue;
                left = std::min(left, x), right = std::max(right, x);
                top = std::min(top, y), bottom = std::max(bottom, y);
            }
        }
        const cv::Rect2f box = around[name];
        // One pixel for the rounding to 8 bits.
        EXPECT_NEAR(box.x, left, 1) << name;
        EXPECT_NEAR(box.y, top, 1) << name;
        EXPECT_NEAR(box.x + box.width, right + 1, 1) << name;
        EXPECT_NEAR(box.y + box.height, bottom + 1, 1) << name;
    }
    EXPECT_EQ(annotated, 18U) << "half of the 36 diseased";
}

TEST(Phantom, same_options_same_bytes) {
    const ArchiveFolder once, again, other;
    PhantomOptions options = kSmall;
    options.images = 12;
    options.patients = 6;
    const int threads = cv::getNumThreads();
    write_phantom_archive(once.path(), options);
    cv::setNumThreads(1);
    write_phantom_archive(again.path(), options);
    cv::setNumThreads(threads);
    options.seed = 4;
    write_phantom_archive(other.path(), options);
    EXPECT_EQ(files_of(once.path()), files_of(again.path()));
    EXPECT_NE(files_of(once.path()), files_of(other.path()));
}

TEST(Phantom, refuses_a_folder_that_is_not_empty) {
    const ArchiveFolder folder;
    fs::create_directories(folder.path());
    std::ofstream(folder.path() / "mine.txt") << "keep";
    EXPECT_THAT(refusal_of(folder.path(), kSmall), HasSubstr("is not empty"));
    EXPECT_EQ(files_of(folder.path()), (std::map<std::string, std::string>{{"mine.txt", "keep"}}));
}

TEST(Phantom, refuses_a_folder_below_a_file) {
    const ArchiveFolder folder;
    fs::create_directories(folder.path());
    std::ofstream(folder.path() / "file") << "x";
    EXPECT_THAT(refusal_of(folder.path() / "file" / "below", kSmall), HasSubstr("cannot be made"));
    EXPECT_THAT(refusal_of(folder.path() / "file", kSmall), HasSubstr("cannot be made"));
}

// A limit on the size of files stands in for a full disk: the write comes back short.
TEST(Phantom, reports_a_full_disk) {
    const ArchiveFolder folder;
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit = before;
    limit.rlim_cur = 2000;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const std::string sentence = refusal_of(folder.path(), kSmall);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    EXPECT_THAT(sentence, HasSubstr("could not be written"));
    EXPECT_THAT(sentence, HasSubstr("00000001_000.png"));
}

TEST(Phantom, refuses_impossible_options) {
    const ArchiveFolder folder;
    const auto with = [](auto change) {
        PhantomOptions options = kSmall;
        change(options);
        return options;
    };
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.patients = 49; })),
                HasSubstr("48 images of 49 patients"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.patients = 0; })),
                HasSubstr("at least one patient"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.size = 63; })), HasSubstr("64 is the least"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.annotated_fraction = 1.01; })),
                HasSubstr("annotated"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.healthy_fraction = -0.1; })),
                HasSubstr("healthy"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.healthy_fraction = NAN; })),
                HasSubstr("healthy"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.unilateral_fraction = 2; })),
                HasSubstr("unilateral"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.builds = 21; })),
                HasSubstr("20 patients cannot have 21 builds"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.shared_disease = 0.5; })),
                HasSubstr("give builds"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) {
                               o.persistence = 0.5;
                               o.patients = o.images;
                           })),
                HasSubstr("choose fewer patients"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) { o.unilateral_fraction = o.co_occurrence = 1; })),
                HasSubstr("nothing to act on"));
    EXPECT_THAT(refusal_of(folder.path(), with([](auto& o) {
                               o.unilateral_fraction = 0.1;
                               o.prevalence = Prevalence::nih;
                           })),
                HasSubstr("takes some away"));
    for (double PhantomOptions::*share :
         {&PhantomOptions::co_occurrence, &PhantomOptions::shared_disease, &PhantomOptions::persistence,
          &PhantomOptions::bilateral, &PhantomOptions::diffuse, &PhantomOptions::label_noise}) {
        EXPECT_THAT(refusal_of(folder.path(), with([&](auto& o) { o.*share = 1.5; })),
                    HasSubstr("is 1.5, but a share lies between 0 and 1"));
    }
    EXPECT_FALSE(fs::exists(folder.path())) << "nothing is written before the options are checked";
}

}  // namespace
}  // namespace gren::phantom::phantom_test
