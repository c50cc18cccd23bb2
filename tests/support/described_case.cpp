#include "tests/support/described_case.h"

#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "dataio/sample.h"
#include "dataio/splitmix.h"
#include "graph/graph_cost.h"

namespace gren {
namespace {

using Words = std::map<std::string, std::string>;

const Words kPlainest{{"seed", "1"},          {"rows", "1"},    {"method", "gren"}, {"reading", "pooled"},
                      {"path", "all-gather"}, {"norm", "sync"}, {"repel", "0"},     {"sum_loss", "0"},
                      {"mean_graph", "0"},    {"raw", "0"},     {"part", "0"},      {"steps", "1"},
                      {"clip", "0"},          {"depth", "18"},  {"recompute", "0"}, {"capture", "0"},
                      {"grey", "0"},          {"zones", "0"},   {"single", "0"},    {"bf16", "0"},
                      {"classes", "1"},       {"grid", "2"},    {"unknown", "0"},   {"boxed", "0"},
                      {"flagged", "0"},       {"equal", "0"},   {"near", "0"},      {"same_hash", "0"}};

Words words_of(const std::string& line) {
    auto words = kPlainest;
    std::istringstream text(line);
    for (std::string word; text >> word;) {
        const auto equals = word.find('=');
        const auto known = words.find(word.substr(0, equals));
        if (equals == std::string::npos || known == words.end())
            throw std::invalid_argument("a case has '" + word + "'; expected key=value of described_case.h");
        known->second = word.substr(equals + 1);
    }
    return words;
}

std::vector<std::int64_t> numbers(const std::string& list) {
    std::vector<std::int64_t> all;
    std::istringstream text(list);
    for (std::string one; std::getline(text, one, ',');) all.push_back(std::stoll(one));
    return all;
}

EquivalenceCase test_of(const Words& words) {
    const auto number = [&](const char* key) { return std::stoll(words.at(key)); };
    const auto set = [&](const char* key) { return number(key) != 0; };
    return {.name = "described",
            .method = words.at("method"),
            .reading = words.at("reading"),
            .seed = static_cast<std::uint64_t>(number("seed")),
            .norm = norm_mode_from(words.at("norm")),
            .attract = !set("repel"),
            .mean_loss = !set("sum_loss"),
            .mean_graph = set("mean_graph"),
            .normalize = !set("raw"),
            .images_per_part = number("part"),
            .recompute = set("recompute"),
            .capture = set("capture"),
            .grey_background = set("grey"),
            .clip_norm = std::stod(words.at("clip")),
            .path = path_from(words.at("path"), {}).path,
            .wire = set("bf16") ? CommunicationDtype::bfloat16 : CommunicationDtype::full,
            .precision = set("single") ? torch::kFloat32 : torch::kFloat64,
            .steps = static_cast<int>(number("steps")),
            .depth = static_cast<int>(number("depth"))};
}

// All 64 bits.
torch::Tensor random_hashes(SplitMix64& random, at::IntArrayRef shape) {
    auto hashes = torch::empty(shape, torch::kInt64);
    auto* hash = hashes.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < hashes.numel(); ++i) hash[i] = static_cast<std::int64_t>(random.next());
    return hashes;
}

// 1 in so many of ten.
torch::Tensor some(SplitMix64& random, at::IntArrayRef shape, const std::string& in_ten) {
    auto found = torch::empty(shape, torch::kBool);
    auto* one = found.data_ptr<bool>();
    for (std::int64_t i = 0; i < found.numel(); ++i) one[i] = random.below(10) < std::stoull(in_ten);
    return found;
}

LocalizationTargets targets_of(SplitMix64& random, std::int64_t images, const Words& words) {
    const auto classes = std::stoll(words.at("classes")), grid = std::stoll(words.at("grid"));
    const auto boxed = some(random, {images, classes}, words.at("boxed"));
    const auto cells = some(random, {images, classes, grid, grid}, "4");
    const auto unknown = some(random, {images, classes}, words.at("unknown"));
    return {
        .label = some(random, {images, classes}, "5").to(torch::kUInt8).masked_fill(unknown, kLabelUnknown),
        .boxed = boxed,
        .cells = (cells & boxed.view({images, classes, 1, 1})).to(torch::kFloat64)};
}

void flag(SplitMix64& random, Batch& batch, const std::string& in_ten) {
    batch.lungs_valid = ~some(random, {batch.image.size(0)}, in_ten);
    for (std::int64_t i = 0; i < batch.image.size(0); ++i)
        if (!batch.lungs_valid[i].item<bool>() && random.below(2) == 0)
            batch.regions[i][static_cast<std::int64_t>(random.below(2))].zero_();
}

}  // namespace

DescribedCase described_case(const std::string& line) {
    const auto words = words_of(line);
    const auto test = test_of(words);
    const auto rows = numbers(words.at("rows"));
    const auto count = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    ToyImages images(count, test.seed, method_needs(test.method).companions);
    if (words.at("zones") != "0") images.divide_into_zones();
    auto& whole = images.whole;
    SplitMix64 random(test.seed);
    whole.hash = random_hashes(random, whole.hash.sizes());
    whole.block_hash = random_hashes(random, whole.block_hash.sizes());
    whole.targets = targets_of(random, count, words);
    const auto any = [&] {
        return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(count)));
    };
    for (auto times = std::stoi(words.at("same_hash")); times > 0; --times) {
        const auto from = any(), to = any();
        whole.hash[to] = whole.hash[from];
        whole.block_hash[to] = whole.block_hash[from];
    }
    for (auto times = std::stoi(words.at("near")); times > 0; --times) {
        const auto from = any(), to = any();
        whole.image[to] = whole.image[from] + 1e-3 * whole.image[to];
    }
    for (auto times = std::stoi(words.at("equal")); times > 0; --times) images.make_equal(any(), any());
    flag(random, whole, words.at("flagged"));
    return {.test = test, .images = images, .rows = rows};
}

}  // namespace gren
