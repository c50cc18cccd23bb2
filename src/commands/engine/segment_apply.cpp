// gren segment apply: masks from the lung segmenter.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <map>
#include <opencv2/imgcodecs.hpp>

#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"
#include "dataio/films/film_file.h"
#include "dataio/lung_network/lung_segmenter.h"
#include "dataio/sample.h"
#include "src/commands/engine/segment_command.h"
#include "src/memory/kept_memory.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/window_option.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

void write_image(const fs::path& file, const cv::Mat& image) {
    if (!cv::imwrite(file.string(), image))
        throw DataError(
            fmt::format("{}: cannot be written; check the folder and the free space", file.string()));
}

// The patient's left lung blue, the right one red.
cv::Mat3b lung_overlay(const cv::Mat1b& image, const cv::Mat1b& lungs) {
    constexpr int kTint = 70;
    cv::Mat1b blue = image.clone(), red = image.clone();
    cv::add(blue, kTint, blue, lungs & kLeftLung);
    cv::add(red, kTint, red, lungs & kRightLung);
    cv::Mat3b overlay;
    cv::merge(std::vector<cv::Mat1b>{blue, image, red}, overlay);
    return overlay;
}

}  // namespace

int segment_apply(const Arguments& arguments) {
    const CommandHelp help{
        "gren segment apply --model FILE --images DIR --out DIR [options]",
        "Writes a PNG of lungs for every radiograph: 0 none, 1 the patient's left lung, 2 the right.",
        "gren segment apply --model lungs.safetensors --images archive/images --out masks"};
    const OptionTable table(
        {{"Options",
          {{"model", required_text("FILE"), "Weights of the segmenter, which 'gren segment train' wrote."},
           {"images", required_text("DIR"), "Folder of the radiographs."},
           {"out", required_text("DIR"),
            "Folder that the masks are written to; it is made where it is not there."},
           {"overlays", optional_text("DIR"),
            "Folder for pictures with the left lung blue and the right one red; it is made where it is not "
            "there."},
           window_row(),
           segment_threads_row()}}});
    po::variables_map values;
    if (!parse_table(arguments, help, table, values)) return 0;
    const auto model = text_of(values, "model"), images = text_of(values, "images"),
               out = text_of(values, "out"), overlays = text_of(values, "overlays");
    const auto window = window_of(values, "gren segment apply");
    at::set_num_threads(values["threads"].as<int>());
    keep_freed_memory();

    const auto segmenter = make_segmented_lungs(model);
    const auto found = index_images(images).by_stem;
    const std::map<std::string, fs::path> radiographs(found.begin(), found.end());  // in the order of names
    if (found.empty())
        throw DataError(
            fmt::format("{} holds no image, expected radiographs as PNG, JPEG, TIFF or DICOM", images));
    fs::create_directories(out);
    if (!overlays.empty()) fs::create_directories(overlays);

    const auto count = static_cast<std::int64_t>(radiographs.size());
    say_begun(fmt::format("segment apply: finding the lungs of {} radiographs", count));
    Progress progress("segment apply", count);
    std::int64_t implausible = 0, done = 0;
    for (const auto& [stem, file] : radiographs) {
        const cv::Mat1b image = read_film(file, window).grey;
        const cv::Mat1b lungs = segmenter->lungs(stem, image);
        write_image(fs::path(out) / (stem + ".png"), lungs);
        if (!overlays.empty()) write_image(fs::path(overlays) / (stem + ".png"), lung_overlay(image, lungs));
        if (const auto reason = implausible_lungs(lungs)) {
            ++implausible;
            fmt::print("{}: {}\n", file.filename().string(), *reason);
        }
        progress.update(++done);
    }
    progress.finish();
    fmt::print("{} masks written, {} of them implausible\n", radiographs.size(), implausible);
    return 0;
}

}  // namespace gren
