// Seconds of one training step of ours, as one JSON line; bench/step runs it beside its Python peer.
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>

#include "distributed/collectives.h"
#include "src/memory/memory_meter.h"
#include "src/run/options.h"
#include "src/training/trainer.h"

namespace {

using namespace gren;

Batch random_batch(World& world, std::int64_t images, std::int64_t size, std::int64_t classes,
                   std::int64_t grid) {
    torch::manual_seed(100 + world.rank());
    auto lungs = torch::zeros({images, 2, size, size}, torch::kUInt8);
    lungs.select(1, 0).slice(2, size / 2, size).fill_(1);
    lungs.select(1, 1).slice(2, 0, size / 2).fill_(1);
    return {.index = {},
            .rows = std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), images),
            .image = torch::randn({images, 3, size, size}).contiguous(at::MemoryFormat::ChannelsLast),
            .regions = lungs,
            .hash = torch::randint(0, 1L << 62, {images, 2}, torch::kInt64),
            .lungs_valid = torch::ones({images}, torch::kBool),
            .targets = {.label = torch::randint(0, 2, {images, classes}, torch::kUInt8),
                        .boxed = torch::zeros({images, classes}, torch::kBool),
                        .cells = torch::zeros({images, classes, grid, grid})}};
}

}  // namespace

int main(int argc, char** argv) {
    auto options = option_group();
    options.add_options()                                                                                 //
        ("size", po::value<std::int64_t>()->default_value(128), "pixels a side")                          //
        ("batch-per-rank", po::value<std::int64_t>()->default_value(4), "images")                         //
        ("method", po::value<std::string>()->default_value("gren"), "method")                             //
        ("batch-norm", po::value<std::string>()->default_value("local"), "sync, local, frozen")           //
        ("bf16", po::bool_switch(), "autocast")                                                           //
        ("recompute", po::bool_switch(), "residual blocks twice")                                         //
        ("contiguous", po::bool_switch(), "images and weights as [B, C, H, W] instead of channels_last")  //
        ("steps", po::value<int>()->default_value(6), "timed, after two more");
    po::variables_map values;
    if (!parse_options({argv + 1, argv + argc}, {"step_bench", "Times a step.", "mpirun -n 2 step_bench"},
                       options, values))
        return 0;
    torch::set_num_threads(1);
    MpiSession session;
    World world(session);
    const LocalizerSpec spec{.method = values["method"].as<std::string>(),
                             .classes = std::vector<std::string>(14, "d")};
    auto model = make_localizer(spec, {}, norm_mode_from(values["batch-norm"].as<std::string>()), &world);
    model->train();
    const bool contiguous = values["contiguous"].as<bool>();
    if (!contiguous) use_channels_last(*model);
    Trainer trainer(
        world, model,
        {.forward = {.recompute = values["recompute"].as<bool>(), .bfloat16 = values["bf16"].as<bool>()}});
    auto batch = random_batch(world, values["batch-per-rank"].as<std::int64_t>(),
                              values["size"].as<std::int64_t>(), 14, 16);
    if (contiguous) batch.image = batch.image.contiguous();
    std::int64_t bytes = 0;
    std::vector<double> seconds;
    const int steps = values["steps"].as<int>();
    for (int step = 0; step < steps + 2; ++step) {
        barrier(world);
        const auto start = std::chrono::steady_clock::now();
        std::optional<MemoryMeter> meter;
        if (step == 1) meter.emplace(world.device());
        trainer.step(batch, step, 0.001);
        if (meter) bytes = meter->peak_bytes();
        barrier(world);
        if (step >= 2)
            seconds.push_back(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    if (world.rank() == 0)
        std::cout << fmt::format("{{\"median_seconds\": {:.4f}, \"tensor_mib\": {:.0f}}}\n",
                                 seconds[seconds.size() / 2], static_cast<double>(bytes) / (1 << 20));
    return 0;
}
