// Images that the loader hands out, in the order of training, per second of wall and of CPU time; with a
// third argument each with its nearest normal film, which is not counted. See bench/loader.
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <iostream>
#include <numeric>

#include "dataio/shards/dataset.h"
#include "dataio/shards/loader.h"
#include "dataio/shards/sampler.h"
#include "src/companions/companions.h"

int main(int count, char** argv) {
    const gren::Dataset dataset(argv[1]);
    const std::int64_t batch = std::stoll(argv[2]), images = std::stoll(argv[3]);
    std::vector<std::int64_t> pool(static_cast<std::size_t>(dataset.size()));
    std::iota(pool.begin(), pool.end(), 0);
    const gren::Sampler sampler(pool, batch, 1);
    const auto companions = gren::companions_for(
        {count > 4 ? gren::Pairing::nearest_normal : gren::Pairing::none, 1, true}, dataset, pool, 1);
    const auto start = std::chrono::steady_clock::now();
    const auto cpu = std::clock();
    gren::Loader loader(
        dataset,
        [&](std::int64_t step) {
            return companions ? companions->with_companions(sampler.batch(step), step) : sampler.batch(step);
        },
        0, images / batch, /*threads=*/1, /*depth=*/4);
    std::int64_t handed_out = 0, sum = 0;
    for (std::int64_t step = 0; step < images / batch; ++step) {
        const auto pixels = loader.next();
        handed_out += static_cast<std::int64_t>(pixels.index.size()) / (companions ? 2 : 1);
        sum += pixels.image.all()[0] + pixels.lungs.all()[0];
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const double cpu_seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    std::cout << fmt::format("{} {} {}\n", static_cast<double>(handed_out) / wall.count(),
                             static_cast<double>(handed_out) / cpu_seconds, sum % 2);
}
