#include "src/method/organs.h"

#include <cstdint>
#include <map>

namespace gren {
namespace {

enum class Organ { none, lung, pleura, heart, mediastinum };

// Our table: a published one, of another label set, joins findings in the same way.
Organ organ_of(const std::string& disease) {
    static const std::map<std::string, Organ> table{
        {"Atelectasis", Organ::lung},    {"Consolidation", Organ::lung},
        {"Infiltration", Organ::lung},   {"Edema", Organ::lung},
        {"Emphysema", Organ::lung},      {"Fibrosis", Organ::lung},
        {"Mass", Organ::lung},           {"Nodule", Organ::lung},
        {"Pneumonia", Organ::lung},      {"Effusion", Organ::pleura},
        {"Pneumothorax", Organ::pleura}, {"Pleural_Thickening", Organ::pleura},
        {"Cardiomegaly", Organ::heart},  {"Hernia", Organ::mediastinum}};
    const auto found = table.find(disease);
    return found == table.end() ? Organ::none : found->second;
}

}  // namespace

torch::Tensor disease_edges(const std::vector<std::string>& names, std::int64_t classes,
                            const torch::Tensor& co_occurrence) {
    auto edges = torch::eye(classes);
    for (std::size_t a = 0; a < names.size() && co_occurrence.defined(); ++a)
        for (std::size_t b = 0; b < names.size(); ++b) {
            if (a == b || organ_of(names[a]) == Organ::none || organ_of(names[a]) != organ_of(names[b]))
                continue;
            const auto row = static_cast<std::int64_t>(a), column = static_cast<std::int64_t>(b);
            edges[row][column] = co_occurrence[row][column];
        }
    const auto by_degree = edges.sum(1).rsqrt();
    return by_degree.unsqueeze(1) * edges * by_degree.unsqueeze(0);
}

}  // namespace gren
