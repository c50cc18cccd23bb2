#include <gmock/gmock.h>

#include <fstream>

#include "dataio/shards/split.h"
#include "tests/dataio/small_dataset.h"

namespace gren::split_file_test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kSplit[] = R"({"format": "gren-split", "version": 1, "participation": "0.5_0.8", "fold": 3,
    "split_by": "patient", "seed": 18446744073709551615,
    "train": ["a", "b", "ü"], "boxed": ["b"], "validation": [], "test": ["c"]})";

std::string with(const std::string& from, const std::string& to) {
    std::string text = kSplit;
    return text.replace(text.find(from), from.size(), to);
}

class SplitFile : public testing::Test {
  protected:
    std::string error_of(const std::string& contents) {
        std::ofstream(file_) << contents;
        return refusal([&] { read_split(file_); });
    }
    ScratchFolder folder_;
    std::filesystem::path file_ = folder_.path() / "split.json";
};

TEST_F(SplitFile, ReadsAListWrittenByHand) {
    std::ofstream(file_) << kSplit;
    const Split split = read_split(file_);
    EXPECT_EQ(split.participation, "0.5_0.8");
    EXPECT_EQ(split.fold, 3);
    EXPECT_EQ(split.split_by, "patient");
    EXPECT_EQ(split.seed, 18446744073709551615U);
    EXPECT_THAT(split.train, ElementsAre("a", "b", "ü"));
    EXPECT_THAT(split.boxed, ElementsAre("b"));
    EXPECT_THAT(split.validation, ElementsAre());
    EXPECT_THAT(split.test, ElementsAre("c"));
    // sha256sum of {"boxed":["b"],"test":["c"],"train":["a","b","ü"],"validation":[]}
    EXPECT_EQ(digest(split), "9acf04b573637c9e37503c0257380edcff64ded7492937961f3c67ea6035c363");
}

TEST_F(SplitFile, WritesWhatItReads) {
    std::ofstream(file_) << kSplit;
    const Split split = read_split(file_);
    write_split(folder_.path() / "copy.json", split);
    const Split copy = read_split(folder_.path() / "copy.json");
    EXPECT_EQ(digest(copy), digest(split));
    EXPECT_EQ(copy.participation, split.participation);
    EXPECT_EQ(copy.fold, split.fold);
    EXPECT_EQ(copy.split_by, split.split_by);
    EXPECT_EQ(copy.seed, split.seed);
}

TEST_F(SplitFile, ReadsAListThatAWindowsEditorSaved) {
    std::string text = kSplit;
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
    std::ofstream(file_) << "\xEF\xBB\xBF" + text + "\r\n";
    EXPECT_EQ(digest(read_split(file_)), "9acf04b573637c9e37503c0257380edcff64ded7492937961f3c67ea6035c363");
}

TEST_F(SplitFile, RefusesBadLists) {
    EXPECT_THAT(refusal([&] { read_split(file_); }), HasSubstr("split.json: cannot be opened"));
    EXPECT_THAT(error_of("version https://git-lfs.github.com/spec/v1\n"),
                HasSubstr("split.json is a pointer of Git LFS"));
    EXPECT_THAT(error_of("<html><title>Sign in</title></html>\n"),
                HasSubstr("split.json is a web page (HTML)"));
    EXPECT_THAT(error_of("{"), AllOf(HasSubstr("split.json"), HasSubstr("parse error")));
    EXPECT_THAT(error_of(with(R"("fold": 3,)", "")), HasSubstr("key 'fold' not found"));
    EXPECT_THAT(error_of(with("\"version\": 1", "\"version\": 2")),
                HasSubstr(R"(expected "gren-split" version 1)"));
    EXPECT_THAT(error_of(with("gren-split", "other")), HasSubstr(R"(found format "other")"));
    EXPECT_THAT(error_of(with(R"(["a", "b")", R"(["b", "a")")),
                HasSubstr(R"("train": found 'b' before 'a')"));
    EXPECT_THAT(error_of(with(R"(["c"])", R"(["c", "c"])")), HasSubstr(R"("test": found 'c' before 'c')"));
    EXPECT_THAT(error_of(with(R"(["c"])", R"(["a"])")), HasSubstr(R"(found 'a' in "train" and in "test")"));
    EXPECT_THAT(error_of(with("[]", R"(["a"])")), HasSubstr(R"(found 'a' in "train" and in "validation")"));
    EXPECT_THAT(error_of(with("[]", R"(["c"])")), HasSubstr(R"(found 'c' in "validation" and in "test")"));
    EXPECT_THAT(error_of(with(R"("boxed": ["b"])", R"("boxed": ["c"])")),
                HasSubstr(R"(in "boxed" that is not in "train")"));
}

}  // namespace
}  // namespace gren::split_file_test
