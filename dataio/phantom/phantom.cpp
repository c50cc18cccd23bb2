#include "dataio/phantom/phantom.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/phantom/phantom_cohort.h"

namespace gren::phantom {
namespace {

namespace fs = std::filesystem;

constexpr double kFilmMillimetres = 350;  // side of the film
constexpr const char* kEntryHeader =
    "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
    "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]\n";
constexpr const char* kBoxHeader = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";

void make_empty_folder(const fs::path& directory) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) {
        throw DataError(fmt::format("{}: the folder for the phantoms cannot be made ({}); choose another.",
                                    directory.string(), error.message()));
    }
    if (!fs::is_empty(directory)) {
        throw DataError(
            fmt::format("{}: the folder for the phantoms is not empty; choose a new one or empty it.",
                        directory.string()));
    }
    fs::create_directory(directory / "images", error);
    fs::create_directory(directory / "masks", error);  // a failure shows when the first file is written
}

void write_file(const fs::path& file, const char* bytes, std::size_t size) {
    std::ofstream out(file, std::ios::binary);
    out.write(bytes, static_cast<std::streamsize>(size));
    out.close();
    if (!out) {
        throw DataError(
            fmt::format("{}: {} bytes could not be written; check the disk's free space and the folder's "
                        "permissions.",
                        file.string(), size));
    }
}

void write_png(const fs::path& file, const cv::Mat1b& image) {
    std::vector<uchar> bytes;
    cv::imencode(".png", image, bytes);
    write_file(file, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// NIH joins the names in alphabetical order.
std::string labels(const PhantomCase& phantom) {
    std::vector<std::string> names;
    for (const auto& planned : phantom.findings) names.emplace_back(name_of(planned.finding));
    std::ranges::sort(names);
    return names.empty() ? "No Finding" : fmt::format("{}", fmt::join(names, "|"));
}

std::string entry_row(const PhantomCase& phantom, int size) {
    const double spacing = kFilmMillimetres / size;
    return fmt::format("{},{},{},{},{},{},{},{},{},{:.6f},{:.6f}\n", file_name(phantom), labels(phantom),
                       phantom.follow_up, phantom.patient, phantom.age, phantom.male ? "M" : "F",
                       phantom.supine ? "AP" : "PA", size, size, spacing, spacing);
}

std::string box_row(const PhantomCase& phantom, const DrawnBox& drawn) {
    const char* name = drawn.finding == Finding::infiltration ? "Infiltrate" : name_of(drawn.finding);
    const cv::Rect2f box = drawn.box;
    return fmt::format("{},{},{:.4f},{:.4f},{:.4f},{:.4f}\n", file_name(phantom), name, box.x, box.y,
                       box.width, box.height);
}

}  // namespace

void write_phantom_archive(const fs::path& directory, const PhantomOptions& options) {
    const std::vector<PhantomCase> cases = phantom_cohort(options);
    make_empty_folder(directory);
    std::string entries = kEntryHeader;
    std::array<std::string, kBoxedFindings> boxes;  // NIH's list goes class by class
    for (const PhantomCase& phantom : cases) {
        const PhantomRadiograph radiograph = draw_radiograph(phantom, options.size, options.seed);
        write_png(directory / "images" / file_name(phantom), radiograph.grey);
        write_png(directory / "masks" / file_name(phantom), radiograph.lungs);
        entries += entry_row(phantom, options.size);
        if (!phantom.annotated) continue;
        for (const DrawnBox& drawn : radiograph.boxes) {
            boxes[static_cast<std::size_t>(drawn.finding)] += box_row(phantom, drawn);
        }
    }
    const std::string list = fmt::format("{}{}", kBoxHeader, fmt::join(boxes, ""));
    write_file(directory / "Data_Entry_2017_v2020.csv", entries.data(), entries.size());
    write_file(directory / "BBox_List_2017.csv", list.data(), list.size());
}

}  // namespace gren::phantom
