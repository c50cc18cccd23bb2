#include "dataio/shards/split_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dataio/data_error.h"

namespace gren {

std::vector<Group> shuffled_groups(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                                   bool by_patient, SplitMix64& random) {
    std::map<std::string, std::map<std::string, std::int64_t>> by_key;
    for (const std::int64_t sample : samples) {
        const SampleInfo& info = dataset.info(sample);
        if (by_patient && info.patient.empty())
            throw DataError(
                fmt::format("sample '{}' has no patient, expected one to split by patient; use "
                            "--split-by image",
                            info.name));
        by_key[by_patient ? info.patient : info.name].emplace(info.name, sample);
    }
    std::vector<Group> groups;
    for (const auto& [key, members] : by_key) {
        Group& group = groups.emplace_back();
        for (const auto& [name, sample] : members) group.push_back(sample);
    }
    shuffle(groups, random);
    return groups;
}

void append(Group& to, const Group& from) {
    to.insert(to.end(), from.begin(), from.end());
}

std::vector<std::string> sorted_names(const Dataset& dataset, const Group& samples) {
    std::vector<std::string> names;
    for (const std::int64_t sample : samples) names.push_back(dataset.info(sample).name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace gren
