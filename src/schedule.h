// The learning rate of an epoch (section IV.B): divided by ten after every `epochs_per_drop` epochs.
#pragma once

#include <cmath>
#include <cstdint>

namespace gren {

struct Schedule {
    double initial = 0.001;
    std::int64_t epochs_per_drop = 4;

    double learning_rate(std::int64_t epoch) const {
        return initial * std::pow(0.1, static_cast<double>(epoch / epochs_per_drop));
    }
};

}  // namespace gren
