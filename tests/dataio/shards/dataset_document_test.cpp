#include "dataio/shards/dataset_document.h"

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/dataio/small_dataset.h"

namespace gren::dataset_document_test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

json load(const std::filesystem::path& file) {
    std::ifstream input(file);
    return json::parse(input);
}

const std::vector<ShardEntry> kTwoShards{{"a.h5", 3, "aa", "ma", 800, 827},
                                         {"b.h5", 4, "bb", "mb", 800, 836}};

TEST(DatasetDocument, HoldsWhatTheFormatSays) {
    const ScratchFolder folder;
    const std::string digest =
        write_dataset_document(folder.path(), kSmallTraits, kTwoShards, R"({"skipped": 2})");
    const json document = load(folder.path() / "dataset.json");
    const json expected =
        json::parse(R"({"format": "gren-dataset", "version": 4, "samples": 7, "image_size": 3,
        "classes": ["Atelectasis", "Épanchement"], "hash_variant": "dct32-median", "lung_source": "png:masks",
        "regions": ["left lung", "right lung"], "aligned": "none",
        "shards": [
            {"file": "a.h5", "samples": 3, "sha256": "aa", "metadata_sha256": "ma", "image_offset": 800, "lungs_offset": 827},
            {"file": "b.h5", "samples": 4, "sha256": "bb", "metadata_sha256": "mb", "image_offset": 800, "lungs_offset": 836}],
        "summary": {"skipped": 2}})");
    for (const auto& [key, value] : expected.items()) EXPECT_EQ(document.at(key), value) << key;
    EXPECT_EQ(document.size(), expected.size() + 1);
    EXPECT_EQ(document.at("digest"), digest);
    EXPECT_EQ(read_dataset_document(folder.path()).digest, digest);
}

// By Python's hashlib over json.dumps(…, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
// of the above.
TEST(DatasetDocument, DigestIsPythons) {
    const ScratchFolder folder;
    EXPECT_EQ(write_dataset_document(folder.path(), kSmallTraits, kTwoShards, R"({"skipped": 2})"),
              "27fb7d0faa3f9524ef79f318964a64ced6608da0bb5206f382e74a816e5ce7d6");
}

struct Change {
    const char* name;
    std::function<void(json&)> apply;
    std::string told;
};
const Change kChanges[] = {
    {"Version3", [](json& d) { d["version"] = 3; },
     R"(found format "gren-dataset" version 3, expected "gren-dataset" version 4)"},
    {"Version5", [](json& d) { d["version"] = 5; }, R"(found format "gren-dataset" version 5, expected)"},
    {"Format", [](json& d) { d["format"] = "x"; },
     R"(found format "x" version 4, expected "gren-dataset" version 4)"},
    {"NoShards", [](json& d) { d.erase("shards"); }, "key 'shards' not found"},
    {"SizeAsText", [](json& d) { d["image_size"] = "3"; }, "type must be number, but is string"},
    {"EditedCount", [](json& d) { d["shards"][0]["samples"] = 2; }, "the file was changed"},
    {"List", [](json& d) { d = json::array(); }, "with array"},
};

class ChangedDocument : public testing::TestWithParam<Change> {};

TEST_P(ChangedDocument, IsRefused) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 1, 1);
    const auto file = folder.path() / "dataset.json";
    json document = load(file);
    GetParam().apply(document);
    std::ofstream(file) << document;
    EXPECT_THAT(refusal([&] { read_dataset_document(folder.path()); }),
                AllOf(HasSubstr("dataset.json: "), HasSubstr(GetParam().told),
                      HasSubstr("; run gren prepare again, into a new folder")));
}
INSTANTIATE_TEST_SUITE_P(Each, ChangedDocument, testing::ValuesIn(kChanges),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(DatasetDocument, AbsentOrNotJsonIsRefused) {
    const ScratchFolder folder;
    EXPECT_THAT(refusal([&] { read_dataset_document(folder.path()); }),
                HasSubstr("dataset.json: cannot be opened; expected a folder written by gren prepare"));
    std::ofstream(folder.path() / "dataset.json") << "{";
    EXPECT_THAT(refusal([&] { read_dataset_document(folder.path()); }), HasSubstr("parse error"));
}

}  // namespace
}  // namespace gren::dataset_document_test
