#include "src/method/log_sum_exp.h"

#include <cmath>

namespace gren {

torch::Tensor log_sum_exp(const torch::Tensor& x, double sharpness) {
    const double cells = static_cast<double>(x.size(2) * x.size(3));
    return ((sharpness * x).flatten(2).logsumexp(2) - std::log(cells)) / sharpness;
}

}  // namespace gren
