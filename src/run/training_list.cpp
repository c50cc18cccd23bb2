#include "src/run/training_list.h"

#include <algorithm>
#include <numeric>

#include "dataio/shards/split.h"

namespace gren {

std::vector<std::int64_t> all_samples(const Dataset& dataset) {
    std::vector<std::int64_t> everything(static_cast<std::size_t>(dataset.size()));
    std::iota(everything.begin(), everything.end(), std::int64_t{0});
    return everything;
}

std::vector<std::int64_t> samples_named(const Dataset& dataset, const std::vector<std::string>& names) {
    std::vector<std::int64_t> samples;
    for (const auto& name : names) samples.push_back(dataset.index_of(name));
    std::sort(samples.begin(), samples.end());
    return samples;
}

std::vector<std::vector<std::uint64_t>> region_hashes(const Dataset& dataset,
                                                      const std::vector<std::int64_t>& samples) {
    std::vector<std::vector<std::uint64_t>> hashes;
    for (const auto sample : samples)
        if (!dataset.info(sample).lungs_flagged) hashes.push_back(dataset.info(sample).hash);
    return hashes;
}

TrainingList training_list(const Dataset& dataset, const std::string& split_file) {
    const auto samples = static_cast<std::size_t>(dataset.size());
    if (split_file.empty())
        return {
            .index = all_samples(dataset), .takes_boxes = std::vector<bool>(samples, true), .digest = "all"};
    const auto split = read_split(split_file);
    TrainingList list{.index = samples_named(dataset, split.train),
                      .takes_boxes = std::vector<bool>(samples, false),
                      .digest = digest(split)};
    for (const auto sample : samples_named(dataset, split.boxed))
        list.takes_boxes[static_cast<std::size_t>(sample)] = true;
    return list;
}

}  // namespace gren
