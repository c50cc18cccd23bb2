// Figures of evaluation.json as a card writes them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gren::card {

std::string figure(const nlohmann::ordered_json& value);  // "0.812"; "–" for null

// "0.812 (0.790 to 0.840)"; without the brackets where there is no interval.
std::string figure(const nlohmann::ordered_json& value, const nlohmann::ordered_json& interval);

}  // namespace gren::card
