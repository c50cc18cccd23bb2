#include "dataio/phantom/textures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "dataio/phantom/phantom_canvas.h"
#include "dataio/phantom/phantom_files.h"

namespace gren::phantom {
namespace {

enum : std::uint64_t { kChoiceKey = 1, kCloudKey, kFirstPatchKey };

PhantomRandom image_random(int image, std::uint64_t seed) {
    return PhantomRandom(seed).fork(static_cast<std::uint64_t>(image));
}

// Greys within a disc about a random place, which fades over a tenth of its radius.
void add_patch(cv::Mat1f& grey, Pattern pattern, PhantomRandom random) {
    const float radius = random.uniform(0.16F, 0.34F), period = random.uniform(0.09F, 0.16F);
    const float turn = random.uniform(0, 2 * std::numbers::pi_v<float>);
    const cv::Point2f center{random.uniform(0.2F, 0.8F), random.uniform(0.2F, 0.8F)};
    const float contrast = (random.chance(0.5F) ? 1.0F : -1.0F) * random.uniform(50, 110);
    const std::uint64_t points = random.next();
    const float c = std::cos(turn) / period, s = std::sin(turn) / period;
    const auto size = static_cast<float>(grey.cols);
    for (int y = 0; y < grey.rows; ++y) {
        for (int x = 0; x < grey.cols; ++x) {
            const cv::Point2f from{(static_cast<float>(x) + 0.5F) / size - center.x,
                                   (static_cast<float>(y) + 0.5F) / size - center.y};
            const float cover =
                std::clamp((radius - std::hypot(from.x, from.y)) / (0.1F * radius), 0.0F, 1.0F);
            if (cover == 0) continue;
            const cv::Point2f place{c * from.x - s * from.y, s * from.x + c * from.y};
            grey(y, x) += cover * contrast * (grey_at(pattern, place, points) - 0.5F);
        }
    }
}

}  // namespace

std::vector<Pattern> patterns_of(int image, std::uint64_t seed) {
    PhantomRandom random = image_random(image, seed).fork(kChoiceKey);
    std::vector<Pattern> patterns{static_cast<Pattern>(image % kPatterns)};
    const int more = random.index(3);
    for (int i = 0; i < more; ++i) {
        const auto other = static_cast<Pattern>(random.index(kPatterns));
        if (std::ranges::count(patterns, other) == 0) patterns.push_back(other);
    }
    std::ranges::sort(patterns);
    return patterns;
}

cv::Mat1b draw_textures(int image, int size, std::uint64_t seed) {
    const PhantomRandom random = image_random(image, seed);
    PhantomRandom clouds = random.fork(kCloudKey);
    const View view{size, {1, 0, 0, 0, 1, 0}};
    const float middle = clouds.uniform(80, 175);
    const Layer coarse = smooth_noise(view, 0.25F, clouds), fine = smooth_noise(view, 0.04F, clouds);
    cv::Mat1f grey(middle + 25 * coarse + 8 * fine);
    for (const Pattern pattern : patterns_of(image, seed))
        add_patch(grey, pattern, random.fork(kFirstPatchKey + static_cast<std::uint64_t>(pattern)));
    cv::Mat1b rounded;
    grey.convertTo(rounded, CV_8U);
    return rounded;
}

void write_texture_archive(const std::filesystem::path& directory, const TextureOptions& options) {
    make_empty_folder(directory, {"images"});
    std::string rows = "image,path,patient,labels\n";
    for (int image = 0; image < options.images; ++image) {
        const std::string name = fmt::format("{:08}.png", image);
        write_png(directory / "images" / name, draw_textures(image, options.size, options.seed));
        std::vector<std::string> labels;
        for (const Pattern pattern : patterns_of(image, options.seed))
            labels.emplace_back(kPatternNames.at(static_cast<std::size_t>(pattern)));
        rows += fmt::format("{},{},{},{}\n", name, name, image, fmt::join(labels, "|"));
    }
    write_file(directory / "images.csv", rows);
    write_file(directory / "manifest.ini",
               fmt::format("version = 1\nclasses = {}\nimages = images\narchive = invented textures\n",
                           fmt::join(kPatternNames, "|")));
}

}  // namespace gren::phantom
