// A training step, or the graph term alone, on a GPU: one JSON line a configuration. bench/gpu.sh runs it
// beside its Python peer; on the CPU it runs, too, for that script's dry run.
#include <c10/core/CachingDeviceAllocator.h>
#include <fmt/format.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "distributed/collectives.h"
#include "src/ranks/device_option.h"
#include "src/run/options.h"
#include "src/training/trainer.h"

namespace {

using namespace gren;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kClasses = 14, kGrid = 16,
                       kFeatures = std::int64_t{2048} * 16 * 16;  // of ResNet-50 at 512²
constexpr int kWarmUp = 5;

void synchronize(World& world) {
    if (world.device().is_cuda()) torch::cuda::synchronize(world.device().index());
    barrier(world);
}

double peak_gib(World& world, bool begins) {
    if (!world.device().is_cuda()) return 0;
    auto* allocator = c10::getDeviceAllocator(torch::kCUDA);
    if (begins) allocator->resetPeakStats(world.device().index());
    const auto stats = allocator->getDeviceStats(world.device().index());
    return static_cast<double>(stats.allocated_bytes[0].peak) / (1 << 30);
}

// Seconds of `runs` calls after the warm-up, each by itself, with the peak of memory and the bytes
// of the last.
Json measured(World& world, int runs, const std::function<void(int)>& call) {
    std::vector<double> seconds;
    Json found;
    for (int run = 0; run < kWarmUp + runs; ++run) {
        if (run == kWarmUp) peak_gib(world, /*begins=*/true);
        const auto traffic = world.traffic().counts();
        synchronize(world);
        const auto start = std::chrono::steady_clock::now();
        call(run);
        synchronize(world);
        if (run >= kWarmUp)
            seconds.push_back(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        found["sent_bytes"] = total(world.traffic().counts() - traffic).bytes;
    }
    std::ranges::sort(seconds);
    found["median_seconds"] = seconds[seconds.size() / 2];
    found["p95_seconds"] = seconds[seconds.size() * 95 / 100];
    found["peak_gib"] = peak_gib(world, /*begins=*/false);
    return found;
}

Batch random_batch(World& world, std::int64_t images, std::int64_t size) {
    torch::manual_seed(100 + world.rank());
    const auto here = torch::TensorOptions(world.device());
    auto lungs = torch::zeros({images, 2, size, size}, here.dtype(torch::kUInt8));
    lungs.select(1, 0).slice(2, size / 2, size).fill_(1);
    lungs.select(1, 1).slice(2, 0, size / 2).fill_(1);
    return {.index = {},
            .rows = std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), images),
            .image = torch::randn({images, 3, size, size}, here).contiguous(at::MemoryFormat::ChannelsLast),
            .regions = lungs,
            .hash = torch::randint(0, 1L << 62, {images, 2}, torch::kInt64),
            .lungs_valid = torch::ones({images}, torch::kBool),
            .targets = {.label = torch::randint(0, 2, {images, kClasses}, here.dtype(torch::kUInt8)),
                        .boxed = torch::zeros({images, kClasses}, here.dtype(torch::kBool)),
                        .cells = torch::zeros({images, kClasses, kGrid, kGrid}, here)}};
}

Json step(World& world, std::int64_t images, std::int64_t size, const std::string& method,
          const ForwardOptions& forward, int runs) {
    const LocalizerSpec spec{.method = method, .classes = std::vector<std::string>(kClasses, "d")};
    auto model = make_localizer(spec, {}, NormMode::sync, &world);
    model->train();
    model->to(world.device());
    use_channels_last(*model);
    Trainer trainer(world, model, {.forward = forward});
    const auto batch = random_batch(world, images, size);
    return measured(world, runs, [&](int run) { trainer.step(batch, run, 0.001); });
}

Json graph(World& world, std::int64_t nodes, std::int64_t features, GraphPath path, int runs) {
    const auto images = nodes / world.size();
    torch::manual_seed(1 + world.rank());
    auto own = torch::randn({images, features}, world.device());
    own /= own.norm(2, 1, true);
    own.requires_grad_(true);
    const auto hash = torch::randint(0, 1L << 62, {images, 2}, torch::kInt64);
    const auto valid = torch::ones({images}, torch::kBool);
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), images);
    const auto way = make_global_graph(path);
    return measured(world, runs, [&](int) {
        own.mutable_grad() = torch::Tensor();
        const auto known = gather_nodes(world, hash, valid, rows);
        const auto held = way->held_rows(known);
        const auto weight = inter_weights(hash_similarity(known.hash, held), known.valid, {}, held);
        way->share(world.graph(), known, own, weight).backward();
    });
}

}  // namespace

int main(int argc, char** argv) {
    auto options = option_group();
    options.add_options()  //
        ("steps", po::value<std::vector<std::int64_t>>()->multitoken()->composing(),
         "images a rank: times the whole step")  //
        ("graphs", po::value<std::vector<std::int64_t>>()->multitoken()->composing(),
         "nodes: times the graph term")                                                       //
        ("features", po::value<std::int64_t>()->default_value(kFeatures), "D of --graphs")    //
        ("size", po::value<std::int64_t>()->default_value(512), "pixels a side")              //
        ("method", po::value<std::string>()->default_value("gren"), "as for train")           //
        ("cuda-graph", po::bool_switch(), "the backbone recorded and replayed")               //
        ("precision", po::value<std::string>()->default_value("bf16"), "bf16, tf32 or fp32")  //
        ("runs", po::value<int>()->default_value(20), "timed, after five more");
    add_option(options, device_row());
    add_option(options, share_gpu_row());
    po::variables_map values;
    if (!parse_options({argv + 1, argv + argc},
                       {"gpu_bench --steps IMAGES... | --graphs NODES...", "Times the step on a GPU.",
                        "gpu_bench --steps 4 16 64"},
                       options, values))
        return 0;
    MpiSession session;
    World world(session);
    auto device = device_options(values, "gpu_bench");
    device.precision = precision_from(values["precision"].as<std::string>());
    take_device(world, device, "gpu_bench");
    at::globalContext().setBenchmarkCuDNN(world.device().is_cuda());  // as gren train and the peer
    const auto precision = values["precision"].as<std::string>(), method = values["method"].as<std::string>();
    const auto size = values["size"].as<std::int64_t>(), features = values["features"].as<std::int64_t>();
    const int runs = values["runs"].as<int>();
    const ForwardOptions forward{.capture = values["cuda-graph"].as<bool>(), .bfloat16 = precision == "bf16"};
    const auto say = [&](Json line, const std::function<Json()>& measure) {
        line["ranks"] = world.size();
        try {
            line.update(measure());
        } catch (const c10::OutOfMemoryError&) {
            if (world.size() > 1) throw;  // the others wait in a collective
            line["out_of_memory"] = true;
        }
        if (world.rank() == 0) std::cout << line.dump() << '\n' << std::flush;
    };
    const auto numbers = [&](const char* name) {
        return values.count(name) ? values[name].as<std::vector<std::int64_t>>()
                                  : std::vector<std::int64_t>{};
    };
    for (const auto images : numbers("steps"))
        say({{"what", "step"},
             {"who", "gren"},
             {"precision", precision},
             {"method", method},
             {"size", size},
             {"cuda_graph", forward.capture},
             {"images_per_rank", images}},
            [&] { return step(world, images, size, method, forward, runs); });
    for (const auto nodes : numbers("graphs"))
        for (const auto path : {GraphPath::all_gather, GraphPath::sharded_gram})
            say({{"what", "graph"},
                 {"who", "gren " + to_string(path)},
                 {"nodes", nodes},
                 {"features", features}},
                [&] { return graph(world, nodes, features, path, runs); });
    return 0;
}
