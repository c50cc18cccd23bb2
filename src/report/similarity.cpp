// Fig. 5: what the hashes say of images' likeness, as the graph's edges weigh it (Eq. 4, 6).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dataio/hash_agreement.h"
#include "dataio/splitmix.h"
#include "src/report/cells.h"
#include "src/report/heat_map.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr std::size_t kClasses = 5;       // of the chosen images, two each (the paper's ten images)
constexpr std::size_t kMostOfAll = 2000;  // images whose pairs are all compared

using Samples = std::vector<std::int64_t>;

Samples usable(const Dataset& dataset) {
    Samples samples;
    for (std::int64_t i = 0; i < dataset.size(); ++i)
        if (!dataset.info(i).lungs_flagged) samples.push_back(i);
    return samples;
}

std::string findings(const Dataset& dataset, std::int64_t sample) {
    std::string names;
    const auto& label = dataset.info(sample).label;
    for (std::size_t k = 0; k < label.size(); ++k)
        if (label[k] == kLabelPresent) names += (names.empty() ? "" : " + ") + dataset.traits().classes[k];
    return names.empty() ? "No Finding" : names;
}

// Pairs of images whose findings are the same, neighbors in the list: as many classes as there are,
// at most kClasses.
Samples chosen_by_seed(const Dataset& dataset, std::uint64_t seed) {
    auto samples = usable(dataset);
    SplitMix64 random(seed);
    shuffle(samples, random);
    std::vector<std::string> order;
    std::map<std::string, Samples> by_findings;
    for (const auto sample : samples) {
        auto& alike = by_findings[findings(dataset, sample)];
        if (alike.size() < 2) alike.push_back(sample);
        if (alike.size() == 2 && alike.back() == sample) order.push_back(findings(dataset, sample));
    }
    Samples chosen;
    for (std::size_t i = 0; i < std::min(kClasses, order.size()); ++i)
        for (const auto sample : by_findings[order[i]]) chosen.push_back(sample);
    return chosen;
}

Samples chosen(const Dataset& dataset, const ReportImages& images) {
    if (images.names.empty()) return chosen_by_seed(dataset, images.seed);
    Samples samples;
    for (const auto& name : images.names) samples.push_back(dataset.index_of(name));
    return samples;
}

double inter_similarity(const SampleInfo& u, const SampleInfo& v) {
    return hash_agreement(u.hash, v.hash);
}

// Eq. 4 as a similarity: the mean over the pairs of an image's regions, in most sets its left and right lung.
double intra_similarity(const SampleInfo& image) {
    std::vector<std::uint64_t> first, second;  // of the pairs
    for (std::size_t a = 0; a < image.hash.size(); ++a)
        for (std::size_t b = a + 1; b < image.hash.size(); ++b) {
            first.push_back(image.hash[a]);
            second.push_back(image.hash[b]);
        }
    return hash_agreement(first, second);
}

std::vector<Figure> heat_maps(const Dataset& dataset, const Samples& samples,
                              const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::string list;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        names.push_back(fmt::format("{} {}", i + 1, findings(dataset, samples[i])));
        list += fmt::format("{}{} {}", i ? ", " : "", i + 1, dataset.info(samples[i]).name);
    }
    HeatMap between{
        .id = "similarity_inter",
        .caption = fmt::format("Fig. 5a: similarity of the lungs of two images, 1 − H/64 averaged over "
                               "left and right lung (Eq. 6). Images: {}.",
                               list),
        .rows = names,
        .columns = names,
        .values = {}};
    for (const auto u : samples) {
        auto& row = between.values.emplace_back();
        for (const auto v : samples) row.push_back(inter_similarity(dataset.info(u), dataset.info(v)));
    }
    HeatMap within{.id = "similarity_intra",
                   .caption = "Fig. 5b: similarity of the left and the right lung of each image (Eq. 4).",
                   .rows = names,
                   .columns = names,
                   .values = {}};
    double lowest = 1;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto intra = intra_similarity(dataset.info(samples[i]));
        within.values.emplace_back(samples.size(), std::nan(""))[i] = intra;
        lowest = std::min(lowest, intra);
    }
    for (const auto& row : between.values) lowest = std::min(lowest, *std::ranges::min_element(row));
    between.low = within.low = std::floor(10 * lowest) / 10;
    return {drawn(between, folder), drawn(within, folder)};
}

struct Kind {
    const char* name;
    double count = 0, sum = 0, squares = 0;
    void add(double value) { ++count, sum += value, squares += value * value; }
    Row row() const {
        if (count == 0) return {.cells = {{name}, number_cell(0, 0), kNoFigure, kNoFigure}};
        const double mean = sum / count;
        return {.cells = {{name},
                          number_cell(count, 0),
                          number_cell(mean, 3),
                          number_cell(std::sqrt(std::max(0.0, squares / count - mean * mean)), 3)}};
    }
};

bool share_a_finding(const SampleInfo& a, const SampleInfo& b) {
    for (std::size_t k = 0; k < a.label.size(); ++k)
        if (a.label[k] == kLabelPresent && b.label[k] == kLabelPresent) return true;
    return false;
}

Table pair_table(const Dataset& dataset, std::uint64_t seed) {
    auto samples = usable(dataset);
    SplitMix64 random(seed);
    shuffle(samples, random);
    samples.resize(std::min(samples.size(), kMostOfAll));
    Kind patient{"two images of one patient"}, finding{"of two patients who share a finding"},
        others{"of two patients who share none"}, healthy{"left and right lung, no finding"},
        ill{"left and right lung, with a finding"};
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto& a = dataset.info(samples[i]);
        (findings(dataset, samples[i]) == "No Finding" ? healthy : ill).add(intra_similarity(a));
        for (std::size_t j = 0; j < i; ++j) {
            const auto& b = dataset.info(samples[j]);
            const bool same = !a.patient.empty() && a.patient == b.patient;
            (same ? patient : share_a_finding(a, b) ? finding : others).add(inter_similarity(a, b));
        }
    }
    return {
        .id = "similarity_pairs",
        .caption =
            fmt::format("Similarity over all pairs of {} images: does it tell who is alike?", samples.size()),
        .header = {"Pairs", "count", "mean", "std"},
        .rows = {patient.row(), finding.row(), others.row(), healthy.row(), ill.row()},
        .notes = {"Images with flagged lungs are left out, as in the graph. Where the means hardly differ "
                  "against the std, a constant weight would do the same."}};
}

}  // namespace

Section similarity_section(const Dataset& dataset, const ReportImages& images,
                           const std::filesystem::path& folder) {
    Section section{.id = "similarity", .title = "Similarity of lungs (Fig. 5)", .blocks = {}};
    const auto samples = chosen(dataset, images);
    if (!samples.empty())
        for (auto& figure : heat_maps(dataset, samples, folder))
            section.blocks.emplace_back(std::move(figure));
    section.blocks.emplace_back(pair_table(dataset, images.seed));
    return section;
}

}  // namespace gren::report
