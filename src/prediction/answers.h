// What the network says of films: one batch of them.
#pragma once

#include <torch/types.h>

#include <span>
#include <vector>

#include "src/evaluation/device_turn.h"
#include "src/evaluation/image_reading.h"
#include "src/method/localizer.h"
#include "src/prediction/film_to_predict.h"

namespace gren {

struct AnswerOptions {
    std::int64_t eval_grid = 128;  // G: cells a side on which regions are cut out
    double region_above = 0.5;     // the probability above which a cell belongs to the region
    torch::Device device = torch::kCPU;
};

// Of one film. `maps`: [K, G, G] float32 logits, CPU. `reading.maps`: the classes with a region, in the
// original's pixels; by the same functions as an evaluation's, and with its cut, 0.5, the same numbers.
struct Answer {
    ImageReading reading;
    torch::Tensor maps;
};

double logit_of(double probability);

// One each, in order; the network is asked on turn.device() when it is this thread's turn. Throws DataError:
// a logit is not a number.
std::vector<Answer> answers_of(std::span<const FilmToPredict> films, LoadedModel& loaded, DeviceTurn& turn,
                               const AnswerOptions& options);

}  // namespace gren
