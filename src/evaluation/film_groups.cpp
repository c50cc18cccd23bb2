#include "src/evaluation/film_groups.h"

#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace gren {
namespace {

const std::string kUnknownGroup = "unknown";

std::string group_of(const Acquisition& film, const std::string& trait) {
    const auto known = [](const std::string& word) { return word.empty() ? kUnknownGroup : word; };
    if (trait == "sex") return known(film.sex);
    if (trait == "age") return age_band(film.age);
    if (trait == "view") return known(film.view);
    if (trait == "site") return known(film.site);
    throw std::invalid_argument("found the trait '" + trait + "', expected sex, age, view or site");
}

}  // namespace

std::string age_band(float years) {
    if (std::isnan(years)) return kUnknownGroup;
    for (const auto& [below, name] :
         {std::pair(18, "0-17"), std::pair(40, "18-39"), std::pair(60, "40-59"), std::pair(80, "60-79")})
        if (years < static_cast<float>(below)) return name;
    return "80+";
}

std::vector<FilmGroup> film_groups(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                   const std::string& trait) {
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < readings.size(); ++i)
        places[group_of(dataset.info(readings[i].sample).acquisition, trait)].push_back(i);
    std::vector<FilmGroup> groups;
    for (const auto& [name, place] : places)
        if (name != kUnknownGroup) groups.push_back({name, place});
    const auto unknown = places.find(kUnknownGroup);
    if (!groups.empty() && unknown != places.end()) groups.push_back({unknown->first, unknown->second});
    return groups;
}

}  // namespace gren
