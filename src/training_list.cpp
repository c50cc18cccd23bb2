#include "src/training_list.h"

#include <algorithm>
#include <numeric>

#include "dataio/split.h"

namespace gren {

TrainingList training_list(const Dataset& dataset, const std::string& split_file) {
    const auto samples = static_cast<std::size_t>(dataset.size());
    if (split_file.empty()) {
        std::vector<std::int64_t> everything(samples);
        std::iota(everything.begin(), everything.end(), std::int64_t{0});
        return {.index = everything, .takes_boxes = std::vector<bool>(samples, true), .digest = "all"};
    }
    const auto split = read_split(split_file);
    TrainingList list{.index = {}, .takes_boxes = std::vector<bool>(samples, false), .digest = digest(split)};
    for (const auto& name : split.train) list.index.push_back(dataset.index_of(name));
    for (const auto& name : split.boxed)
        list.takes_boxes[static_cast<std::size_t>(dataset.index_of(name))] = true;
    std::sort(list.index.begin(), list.index.end());
    return list;
}

}  // namespace gren
