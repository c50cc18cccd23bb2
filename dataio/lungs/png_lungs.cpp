// Lung masks from a folder of PNG files.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "dataio/data_error.h"
#include "dataio/image.h"
#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

class PngLungs : public LungSource {
  public:
    PngLungs(fs::path directory, const std::vector<std::string>* names, RegionScheme regions)
        : directory_(std::move(directory)), regions_(regions) {
        const auto is_png = [](const fs::path& file) { return file.extension() == ".png"; };
        if (!fs::is_directory(directory_) ||
            std::none_of(fs::directory_iterator(directory_), fs::directory_iterator(), is_png)) {
            throw DataError(fmt::format("{} is no folder with .png files, expected one lung mask per image",
                                        directory_.string()));
        }
        if (names && !names->empty() &&
            std::ranges::none_of(*names, [&](const auto& name) { return fs::exists(file_of(name)); }))
            throw DataError(
                fmt::format("{} holds no mask of any of the {} images, expected {} for the first of them; "
                            "found {}, among others",
                            directory_.string(), names->size(), file_of(names->front()).filename().string(),
                            std::find_if(fs::directory_iterator(directory_), fs::directory_iterator(), is_png)
                                ->path()
                                .filename()
                                .string()));
    }

    cv::Mat1b lungs(const std::string& name, const cv::Mat1b& image) override {
        const fs::path file = file_of(name);
        if (!fs::exists(file)) return cv::Mat1b(image.size(), std::uint8_t{0});
        cv::Mat1b mask = read_picture(file).grey;
        if (mask.size() != image.size()) cv::resize(mask, mask, image.size(), 0, 0, cv::INTER_NEAREST_EXACT);
        double highest = 0;
        cv::minMaxIdx(mask, nullptr, &highest);
        if (regions_ == RegionScheme::lobes) return lobes(mask, highest, file);
        const bool names_sides = highest == kRightLung || highest == (kLeftLung | kRightLung);
        return names_sides ? mask : split_left_right(mask);
    }

    std::string why_none(const std::string& name) const override {
        return fs::exists(file_of(name)) ? "mask empty" : "mask missing";
    }

    std::string provenance() const override {
        return "png:" + fs::weakly_canonical(directory_).filename().string();
    }

  private:
    static cv::Mat1b lobes(const cv::Mat1b& mask, double highest, const fs::path& file) {
        const auto names = region_names(RegionScheme::lobes);
        const int all = (1 << names.size()) - 1;
        if (highest > all)
            throw DataError(
                fmt::format("{}: found the pixel value {}, expected a mask of lobes, whose values are sums "
                            "of 1, 2, 4, 8 and 16 for {}",
                            file.string(), highest, fmt::join(names, ", ")));
        return mask;
    }

    fs::path file_of(const std::string& name) const {
        return directory_ / fs::path(name).replace_extension(".png");
    }

    fs::path directory_;
    RegionScheme regions_;
};

}  // namespace

std::unique_ptr<LungSource> make_png_lungs(const fs::path& directory, const std::vector<std::string>* names,
                                           RegionScheme regions) {
    return std::make_unique<PngLungs>(directory, names, regions);
}

}  // namespace gren
