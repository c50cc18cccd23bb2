#include "src/evaluation/labelled_scores.h"

namespace gren {

LabelledScores scores_of_class(const std::vector<ImageReading>& readings, const Dataset& dataset,
                               std::size_t cls) {
    LabelledScores scores;
    for (const auto& reading : readings) {
        scores.score.push_back(reading.score[cls]);
        scores.label.push_back(dataset.info(reading.sample).label[cls]);
    }
    return scores;
}

}  // namespace gren
