// The tables that a prediction writes, film by film, so that memory does not grow with their number.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataio/atomic_file.h"
#include "src/prediction/answers.h"
#include "src/prediction/film_to_predict.h"

namespace gren {

// scores.csv: a row a film, `image`, the probability of every class under the class's name, then the score of
// every class under "<class> score", which goes on telling films apart where the probability is 1.
// predictions.json: COCO's results, a region each, in pixels of the original. images.json: what their ids
// mean, a COCO file without annotations. unreadable.csv: `image,reason`.
class PredictionDocuments {
  public:
    // Throws DataError: cannot be created.
    PredictionDocuments(const std::filesystem::path& folder, const std::vector<std::string>& classes);

    void add(const FilmToPredict& film, const Answer& answer);  // throws DataError: disk full
    void add_unreadable(const std::string& file, const std::string& reason);
    void finish();  // the four appear under their names; without it none does

  private:
    void write(AtomicFile& file, const std::string& text);

    AtomicFile scores_, predictions_, images_, unreadable_;
    std::vector<std::string> classes_;
    bool any_prediction_ = false, any_image_ = false;
};

}  // namespace gren
