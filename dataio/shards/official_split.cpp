#include "dataio/shards/official_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/shards/split_groups.h"
#include "dataio/splitmix.h"

namespace gren {
namespace {

using ByName = std::unordered_map<std::string, std::int64_t>;

// Samples of the list, taken out of `left`.
Group take_listed(const std::filesystem::path& file, ByName& left, std::map<std::string, std::string>& seen,
                  std::int64_t& absent) {
    CsvReader list(file);
    Group samples;
    while (list.next()) {
        const std::string& name = list.text(0);
        if (const auto more =
                std::ranges::find_if(list.fields().subspan(1), [](const auto& f) { return !f.empty(); });
            more != list.fields().end())
            list.fail(fmt::format("found '{}' behind '{}', expected a list of image names, one a line", *more,
                                  name));
        const auto place = fmt::format("{}:{}", file.string(), list.line());
        if (const auto [earlier, is_new] = seen.emplace(name, place); !is_new)
            throw DataError(fmt::format("{}: found '{}' again after {}, expected each name once in one list",
                                        place, name, earlier->second));
        const auto found = left.find(name);
        if (found == left.end()) {
            ++absent;
        } else {
            samples.push_back(found->second);
            left.erase(found);
        }
    }
    if (samples.empty())
        throw DataError(
            fmt::format("{}: names none of the data set's images, expected some; give the list "
                        "that belongs to this archive",
                        file.string()));
    return samples;
}

}  // namespace

OfficialSplit make_official_split(const Dataset& dataset, const std::filesystem::path& train_val_list,
                                  const std::filesystem::path& test_list, bool by_patient,
                                  std::uint64_t seed) {
    ByName left;
    for (std::int64_t i = 0; i < dataset.size(); ++i) left.emplace(dataset.info(i).name, i);
    std::map<std::string, std::string> seen;
    OfficialSplit result;
    const Group listed = take_listed(train_val_list, left, seen, result.absent);
    const Group test = take_listed(test_list, left, seen, result.absent);
    result.in_neither_list = static_cast<std::int64_t>(left.size());

    SplitMix64 random(seed);
    Group train, validation, boxed;
    for (const Group& group : shuffled_groups(dataset, listed, by_patient, random))
        append(8 * validation.size() < listed.size() ? validation : train, group);
    if (train.empty())
        throw DataError(fmt::format("{}: names {} of the data set's images, too few to train and to validate",
                                    train_val_list.string(), listed.size()));
    for (const auto sample : train)
        if (!dataset.info(sample).boxes.empty()) boxed.push_back(sample);
    result.split = {"official",
                    0,
                    by_patient ? "patient" : "image",
                    seed,
                    sorted_names(dataset, train),
                    sorted_names(dataset, boxed),
                    sorted_names(dataset, validation),
                    sorted_names(dataset, test)};
    return result;
}

}  // namespace gren
