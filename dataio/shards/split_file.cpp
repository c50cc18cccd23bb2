// A split on disk: JSON that a person can read, or write by hand for a published list.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/split.h"
#include "dataio/text_file.h"

namespace gren {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

constexpr char kSplitFormat[] = "gren-split";
constexpr int kSplitVersion = 1;

json lists_of(const Split& split) {
    return {{"train", split.train},
            {"boxed", split.boxed},
            {"validation", split.validation},
            {"test", split.test}};
}

void check_sorted(const char* list, const Names& names) {
    const auto bad = std::adjacent_find(names.begin(), names.end(), std::greater_equal<>());
    if (bad != names.end())
        throw DataError(fmt::format("\"{}\": found '{}' before '{}', expected sorted names, each once", list,
                                    *bad, *std::next(bad)));
}

void check_disjoint(const char* list, const Names& names, const char* other_list, const Names& others) {
    Names common;
    std::ranges::set_intersection(names, others, std::back_inserter(common));
    if (!common.empty())
        throw DataError(fmt::format("found '{}' in \"{}\" and in \"{}\", expected it in one of them",
                                    common.front(), list, other_list));
}

Split parse_split(const json& document) {
    if (document.at("format") != kSplitFormat || document.at("version") != kSplitVersion)
        throw DataError(fmt::format("found format {} version {}, expected \"{}\" version {}",
                                    document.at("format").dump(), document.at("version").dump(), kSplitFormat,
                                    kSplitVersion));
    Split split{document.at("participation"), document.at("fold"),  document.at("split_by"),
                document.at("seed"),          document.at("train"), document.at("boxed"),
                document.at("validation"),    document.at("test")};
    check_sorted("train", split.train);
    check_sorted("boxed", split.boxed);
    check_sorted("validation", split.validation);
    check_sorted("test", split.test);
    check_disjoint("train", split.train, "validation", split.validation);
    check_disjoint("train", split.train, "test", split.test);
    check_disjoint("validation", split.validation, "test", split.test);
    if (!std::ranges::includes(split.train, split.boxed))
        throw DataError("found a name in \"boxed\" that is not in \"train\", expected boxed images to train");
    return split;
}

}  // namespace

std::string digest(const Split& split) {
    return sha256(lists_of(split).dump());
}

void write_split(const std::filesystem::path& file, const Split& split) {
    json document = lists_of(split);
    document["format"] = kSplitFormat;
    document["version"] = kSplitVersion;
    document["participation"] = split.participation;
    document["fold"] = split.fold;
    document["split_by"] = split.split_by;
    document["seed"] = split.seed;
    write_file_atomically(file, document.dump(1) + "\n");
}

Split read_split(const std::filesystem::path& file) {
    const auto text = read_text(file);
    if (!text)
        throw DataError(fmt::format("{}: cannot be opened, expected a split; run gren split", file.string()));
    try {
        return parse_split(json::parse(*text));
    } catch (const std::exception& error) {
        throw DataError(fmt::format("{}: {}", file.string(), error.what()));
    }
}

}  // namespace gren
