// The systems by name, with what each needs and the head it has unless told otherwise.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <stdexcept>

#include "graph/edge_weights.h"
#include "src/method/head.h"
#include "src/method/random_state.h"
#include "src/method/rows.h"

namespace gren {
namespace {

struct Row {
    std::function<Method(const HeadShape&, const MethodOptions&)> make;
    MethodNeeds needs{};
    SystemVariant variant{};
};

Row graph_row(const GraphRow& graph, MethodNeeds needs = {.lungs = 1}) {
    needs.all_edges = graph.inter && needs_all_edges({.control = graph.control});
    return {[graph](const HeadShape& shape, const MethodOptions& options) {
                return with_graph(shape, options, graph);
            },
            needs};
}

const std::map<std::string, Row>& rows() {
    static const std::map<std::string, Row> table{
        {"baseline", {baseline}},
        {"intra", graph_row({.inter = false})},
        {"inter", graph_row({.intra = false}, {.lungs = 2})},  // of a pair
        {"gren", graph_row({})},
        {"cosine",
         graph_row(
             {.source = WeightSource::lung_cosine, .lambda_intra = 0.15, .lambda_inter = 0.15})},  // Eq. 11
        {"const", graph_row({.control = WeightControl::constant}, {.lungs = 1, .mean_similarity = true})},
        {"batch-const", graph_row({.control = WeightControl::batch_constant})},
        {"shuffle", graph_row({.control = WeightControl::shuffled})},
        {"li", {li, {}, {.head_kernel = 3, .floor = 0.98}}},
        {"cam", {cam, {.own_head = true, .own_loss = true}}},
        {"pcan", {pcan, {.own_head = true, .own_loss = true}}},
        {"attention", {attention, {.lungs = 1, .lungs_at_test = true}}},
        {"cen", {cen, {.lungs = 1, .lungs_at_test = true, .own_head = true}}},
        {"ccg-code", {ccg_code}},
        {"ccg", {ccg, {.nodes_per_image = 10}}},
        {"graph-rise", {graph_rise, {.lungs = 2, .companions = {Pairing::hash_neighbor, 1, false}}}},
        {"pylon", {pylon, {.own_head = true, .own_loss = true, .stages = true}}},
        {"zhou",
         {zhou,
          {.lungs = 1,
           .lungs_at_test = true,
           .co_occurrence = true,
           .companions = {Pairing::shared_anchors, 4, true}}}},
        {"cia", {cia, {.companions = {Pairing::nearest_normal, 1, true}}}},
    };
    return table;
}

const Row& row_of(const std::string& name) {
    const auto row = rows().find(name);
    if (row == rows().end())
        throw std::invalid_argument(
            fmt::format("method '{}' is unknown; expected one of {}", name, fmt::join(method_names(), ", ")));
    return row->second;
}

}  // namespace

Reduction reduction_from(const std::string& name) {
    if (name == "sum") return Reduction::sum;
    if (name == "mean") return Reduction::mean;
    throw std::invalid_argument(fmt::format("reduction '{}' is unknown; expected sum or mean", name));
}

std::vector<std::string> method_names() {
    std::vector<std::string> names;
    for (const auto& [name, row] : rows()) names.push_back(name);
    return names;
}

Method make_method(const std::string& name, const HeadShape& shape, const MethodOptions& options) {
    const auto& row = row_of(name);
    const RandomState start;
    auto plain = shape;
    plain.variant = {};
    const HeadImpl drawn_by_the_baseline(plain);
    const RandomState after_it;
    start.restore();
    auto method = row.make(shape, options);
    after_it.restore();
    method.name = name;
    method.needs_stages = row.needs.stages;
    return method;
}

MethodNeeds method_needs(const std::string& name, const SystemVariant& variant) {
    auto needs = row_of(name).needs;
    if (variant.random_pairing && needs.companions.pairing == Pairing::nearest_normal)
        needs.companions.pairing = Pairing::random_normal;
    return needs;
}

SystemVariant default_variant(const std::string& name) {
    return row_of(name).variant;
}

}  // namespace gren
