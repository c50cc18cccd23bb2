// The gradient of Q when the activations of a rank's images do not fit at once (METHOD.md, "Accumulation").
// First every part goes forward without gradient, for its features; of the whole global batch's features the
// graph gives g = ∂D/∂f; then every part goes forward again, and backward on its own terms plus ⟨f, g⟩.
#pragma once

#include "distributed/gradient_reducer.h"
#include "src/method/objective.h"
#include "src/training/forward_pass.h"

namespace gren {

// Collective; adds to the gradients what trainer.h's one pass would, `images_per_part` >= 1 images at a time.
// The second forward pass repeats the first: same random numbers; REQUIRES batch norm frozen, since a part's
// statistics are not the batch's. Ranks may have different numbers of images, some none.
// -> this rank's part of Q, without gradient
Objective accumulate_gradients(const StepContext& step, GradientReducer& reducer,
                               std::int64_t images_per_part);

}  // namespace gren
