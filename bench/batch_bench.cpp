// Milliseconds that a batch costs the thread that trains, once its pixels are there: labels, boxes, target
// cells, hashes. The images' arithmetic is the device's on a GPU; here they have one pixel. See bench/batch.
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <numeric>

#include "src/method/batch.h"

int main(int, char** argv) {
    torch::set_num_threads(1);
    const gren::Dataset dataset(argv[1]);
    const std::int64_t images = std::stoll(argv[2]);
    const gren::BatchMaker make_batch{
        .dataset = dataset, .takes_boxes = std::vector<bool>(static_cast<std::size_t>(dataset.size()), true)};
    std::vector<std::int64_t> index(static_cast<std::size_t>(images));
    std::iota(index.begin(), index.end(), 0);
    const auto planes = torch::zeros({2, images, 1, 1}, torch::kUInt8);
    std::vector<double> milliseconds;
    for (int round = 0; round < 50; ++round) {
        const auto start = std::chrono::steady_clock::now();
        const auto batch = make_batch.from_bytes(index, planes[0], planes[1], {images});
        const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
        milliseconds.push_back(passed.count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::cout << fmt::format("{:.3f}\n", milliseconds[milliseconds.size() / 2]);
}
