#include "src/memory/validation_batch.h"

#include <algorithm>

#include "src/memory/memory_model.h"

namespace gren {

ValidationBatch validation_batch(const ValidationBatch& wanted, const MemorySettings& settings,
                                 const ValidationNeeds& needs) {
    constexpr std::int64_t kAlwaysThere = 128 << 20;
    const auto step = settings.batch_per_rank * settings.passes *
                      activation_bytes(settings.network, settings.recompute, settings.bfloat16);
    const auto image =
        std::max<std::int64_t>(1, needs.per_image) * inference_bytes(settings.network, needs.eval_grid);
    const auto fit = std::max(step - needs.parameter_bytes, kAlwaysThere) / image;
    auto batch = wanted;
    if (!needs.on_gpu)
        batch.threads =
            static_cast<int>(std::clamp<std::int64_t>(fit / wanted.images_at_once, 1, wanted.threads));
    batch.images_at_once =
        std::clamp<std::int64_t>(fit / (needs.on_gpu ? 1 : batch.threads), 1, wanted.images_at_once);
    return batch;
}

}  // namespace gren
