// Lung masks from CheXmask's CSV.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/image.h"
#include "dataio/lungs/lung_source.h"
#include "dataio/lungs/run_length_mask.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr double kLeastQuality = 0.7;     // of "Dice RCA (Mean)", as the authors of CheXmask advise
constexpr std::size_t kJudgedMasks = 20;  // whose shapes tell how run lengths go

// Its data dictionary says "Image ID"; each of its tables has the name that its archive gives to an image.
constexpr std::array kNameColumns = {"Image Index", "Image ID", "image_id", "ImageID", "dicom_id", "Path"};

// Identifiers of DICOM have dots, but no extension.
std::string stem_of(const std::string& name) {
    static const std::unordered_set<std::string> extensions{".png", ".jpg", ".jpeg", ".dcm", ".dicom"};
    const fs::path file = fs::path(name).filename();
    return extensions.contains(file.extension().string()) ? file.stem().string() : file.string();
}

// Columns of the table.
struct Columns {
    explicit Columns(const CsvReader& csv)
        : name(csv.column(name_column(csv))),
          quality(csv.column("Dice RCA (Mean)")),
          left(csv.column("Left Lung")),
          right(csv.column("Right Lung")),
          height(csv.column("Height")),
          width(csv.column("Width")) {}

    static const char* name_column(const CsvReader& csv) {
        const auto found = std::ranges::find_first_of(kNameColumns, csv.fields());
        return found == kNameColumns.end() ? kNameColumns.front() : *found;
    }
    RunLengthMask mask(const CsvReader& csv) const {
        RunLengthMask mask{mask_side(csv, height), mask_side(csv, width), {}, {}};
        const auto pixels = std::int64_t{mask.height} * mask.width;
        if (pixels > kMostPixels)
            csv.fail(fmt::format("a mask of {} pixels, expected at most {}", pixels, kMostPixels));
        mask.left = pixel_runs(csv, left, static_cast<std::uint64_t>(pixels));
        mask.right = pixel_runs(csv, right, static_cast<std::uint64_t>(pixels));
        return mask;
    }

    std::size_t name, quality, left, right, height, width;
};

CsvReader with_header_read(const fs::path& file) {
    CsvReader csv(file);
    if (!csv.next()) csv.fail("found an empty file, expected CheXmask's table");
    return csv;
}

class ChexmaskLungs : public LungSource {
  public:
    ChexmaskLungs(const fs::path& file, const std::vector<std::string>* names)
        : provenance_("chexmask:" + file.filename().string()), csv_(with_header_read(file)), columns_(csv_) {
        std::unordered_set<std::string> wanted;
        if (names)
            for (const std::string& image : *names) wanted.insert(stem_of(image));
        std::vector<RunLengthMask> judged;
        while (csv_.next()) {
            const std::string stem = stem_of(csv_.text(columns_.name));
            if (names && !wanted.contains(stem)) continue;
            add_row(stem, judged);
        }
        if (are_column_major(judged))
            refuse(
                fmt::format("the run lengths of most of the first {} masks make lungs only when they go down "
                            "the columns; expected them "
                            "along the rows, as CheXmask has them",
                            judged.size()));
        if (names && !names->empty()) require_usable(*names);
    }

    cv::Mat1b lungs(const std::string& name, const cv::Mat1b& image) override {
        const auto found = by_stem_.find(stem_of(name));
        if (found == by_stem_.end() || !found->second.is_usable)
            return cv::Mat1b(image.size(), std::uint8_t{0});
        const RunLengthMask mask =
            found->second.mask ? *found->second.mask : read_again(found->second.position);
        cv::Mat1b lungs = mask.painted();
        if (lungs.size() != image.size())
            cv::resize(lungs, lungs, image.size(), 0, 0, cv::INTER_NEAREST_EXACT);
        return lungs;
    }

    std::string why_none(const std::string& name) const override {
        const auto found = by_stem_.find(stem_of(name));
        if (found == by_stem_.end()) return "mask missing";
        return found->second.is_usable ? "mask empty" : "mask of low quality";
    }

    std::string provenance() const override { return provenance_; }

  private:
    struct Row {
        CsvPosition position;
        bool is_usable = false;             // of good quality
        std::optional<RunLengthMask> mask;  // only where the table cannot be read at a position
    };

    // Also a plain table's masks are read, so that their errors are found here.
    void add_row(const std::string& stem, std::vector<RunLengthMask>& judged) {
        const bool is_usable = csv_.number(columns_.quality) >= kLeastQuality;
        const auto [row, is_new] = by_stem_.emplace(stem, Row{csv_.position(), is_usable, std::nullopt});
        if (!is_new)
            csv_.fail(
                fmt::format("{} has a row already, in line {}; remove one", stem, row->second.position.line));
        if (!is_usable) return;
        RunLengthMask mask = columns_.mask(csv_);
        if (judged.size() < kJudgedMasks && !mask.left.empty() && !mask.right.empty()) judged.push_back(mask);
        if (!csv_.is_plain()) row->second.mask = std::move(mask);
    }

    void require_usable(const std::vector<std::string>& names) const {
        if (std::ranges::any_of(by_stem_, [](const auto& row) { return row.second.is_usable; })) return;
        refuse(by_stem_.empty()
                   ? fmt::format("the table has no row of any of the {} images, expected one of {}",
                                 names.size(), names.front())
                   : fmt::format("all {} rows of the archive's images have a Dice RCA (Mean) under {}, "
                                 "expected better ones",
                                 by_stem_.size(), kLeastQuality));
    }

    [[noreturn]] void refuse(const std::string& sentence) const {
        throw DataError(fmt::format("{}: {}", csv_.file().string(), sentence));
    }

    RunLengthMask read_again(const CsvPosition& position) {
        csv_.seek(position);
        csv_.next();
        return columns_.mask(csv_);
    }

    std::string provenance_;
    CsvReader csv_;
    Columns columns_;
    std::unordered_map<std::string, Row> by_stem_;
};

}  // namespace

std::unique_ptr<LungSource> make_chexmask_lungs(const fs::path& csv, const std::vector<std::string>* names) {
    return std::make_unique<ChexmaskLungs>(csv, names);
}

}  // namespace gren
