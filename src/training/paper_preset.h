// --preset paper: the setting that the paper reports its results with, whatever the defaults are.
#pragma once

#include <cstdint>
#include <string>

#include "src/run/preset.h"

namespace gren {

// What the paper states; where it contradicts itself or is silent on what the objective or a step is, the
// variant of METHOD.md. All else keeps its default: batch norm, width of the head, seed.
const Preset& paper_preset();

// What no option's value can make the paper's: its global batch, films and first weights. A sentence of those
// that differ here, empty where none does.
std::string unlike_the_paper(std::int64_t nodes, std::int64_t image_size, bool random_weights);

}  // namespace gren
