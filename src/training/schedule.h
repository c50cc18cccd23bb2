// The learning rate of a step (section IV.B): divided by ten after every `epochs_per_drop` epochs; before
// that, where asked for, it rises in equal steps to what it will be.
#pragma once

#include <cmath>
#include <cstdint>

namespace gren {

struct Schedule {
    double initial = 0.001;
    std::int64_t epochs_per_drop = 4;
    std::int64_t warm_up_steps = 0;  // the first steps take 1/n, 2/n ... n/n of the rate; 0: none

    // `step`: over all epochs, `epoch` is the one it lies in.
    double learning_rate(std::int64_t step, std::int64_t epoch) const {
        const std::int64_t drops = epoch / epochs_per_drop;
        const double rate = initial * std::pow(0.1, static_cast<double>(drops));
        if (step >= warm_up_steps) return rate;
        return rate * static_cast<double>(step + 1) / static_cast<double>(warm_up_steps);
    }
};

}  // namespace gren
