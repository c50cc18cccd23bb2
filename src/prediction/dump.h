// What the network saw and answered, unrounded, for other programs to compare with.
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/prediction/answers.h"
#include "src/prediction/film_to_predict.h"

namespace gren {

// Maps are large (0.9 MB a film of 14 classes at 128²) and held until the file is written.
inline constexpr std::size_t kMostDumped = 1000;

// A safetensors file: `image` [N, S, S] uint8, the film as the network saw it; `maps` [N, K, G, G] float32,
// logits; `score` [N, K] float64. N are the films that could be read, in the order of scores.csv.
class Dump {
  public:
    void add(const FilmToPredict& film, const Answer& answer);
    void write(const std::filesystem::path& file) const;  // throws DataError: no film, cannot be written

  private:
    std::vector<torch::Tensor> images_, maps_, scores_;
};

}  // namespace gren
