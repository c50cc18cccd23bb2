// Lung masks from CheXmask's CSV: run lengths "start length start length …", row-major, starts counted
// from 1.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dataio/csv.h"
#include "dataio/lung_source.h"
#include "dataio/sample.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr double kLeastQuality = 0.7;  // of "Dice RCA (Mean)", as the authors of CheXmask advise

struct Run {
    std::uint32_t begin = 0, length = 0;  // pixels, counted from 0
};

struct Mask {
    int height = 0, width = 0;
    std::vector<Run> left, right;
};

std::string stem_of(const std::string& name) {
    return fs::path(name).stem().string();
}

int side_length(const CsvReader& csv, std::size_t column) {
    const double value = csv.number(column);
    if (value < 1 || value > 65535 || value != std::floor(value)) {
        csv.fail(fmt::format("a side of {} pixels, expected a whole number from 1 to 65535", value));
    }
    return static_cast<int>(value);
}

std::vector<Run> parse_runs(const CsvReader& csv, std::size_t column, std::uint64_t pixels) {
    const std::string& text = csv.text(column);
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto skip_blanks = [&] { at = std::find_if(at, end, [](char c) { return c != ' '; }); };
    const auto next_number = [&] {
        skip_blanks();
        std::uint64_t value = 0;
        const auto [stopped, error] = std::from_chars(at, end, value);
        if (error != std::errc() || (stopped != end && *stopped != ' ')) {
            csv.fail(fmt::format("malformed run length near '{}', expected pairs of start and length",
                                 std::string(at, std::min(end, at + 12))));
        }
        at = stopped;
        return value;
    };
    std::vector<Run> runs;
    for (skip_blanks(); at != end; skip_blanks()) {
        const std::uint64_t start = next_number(), length = next_number();
        if (start < 1 || start > pixels || length > pixels - start + 1) {
            csv.fail(fmt::format("run of {} pixels from pixel {} leaves the mask of {} pixels", length, start,
                                 pixels));
        }
        runs.push_back({static_cast<std::uint32_t>(start - 1), static_cast<std::uint32_t>(length)});
    }
    return runs;
}

void paint(cv::Mat1b& lungs, const std::vector<Run>& runs, std::uint8_t bit) {
    for (const Run& run : runs) {
        std::uint8_t* pixel = lungs.data + run.begin;
        std::for_each(pixel, pixel + run.length, [bit](std::uint8_t& p) { p |= bit; });
    }
}

// Columns of the table.
struct Columns {
    explicit Columns(const CsvReader& csv)
        : is_dicom(std::ranges::find(csv.fields(), "dicom_id") != csv.fields().end()),
          name(csv.column(is_dicom ? "dicom_id" : "Image Index")),
          quality(csv.column("Dice RCA (Mean)")),
          left(csv.column("Left Lung")),
          right(csv.column("Right Lung")),
          height(csv.column("Height")),
          width(csv.column("Width")) {}

    // A dicom_id has no extension, but may have dots.
    std::string stem(const CsvReader& csv) const {
        return is_dicom ? csv.text(name) : stem_of(csv.text(name));
    }
    Mask mask(const CsvReader& csv) const {
        Mask mask{side_length(csv, height), side_length(csv, width), {}, {}};
        const auto pixels = static_cast<std::uint64_t>(mask.height) * static_cast<unsigned>(mask.width);
        mask.left = parse_runs(csv, left, pixels);
        mask.right = parse_runs(csv, right, pixels);
        return mask;
    }

    bool is_dicom;
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
        if (names) {
            for (const std::string& image : *names) wanted.insert(stem_of(image));
        }
        while (csv_.next()) {
            const std::string stem = columns_.stem(csv_);
            if ((names && !wanted.contains(stem)) || csv_.number(columns_.quality) < kLeastQuality) continue;
            Mask mask = columns_.mask(csv_);  // also of a plain table, so that its errors are found here
            Row row{csv_.position(), std::nullopt};
            if (!csv_.is_plain()) row.mask = std::move(mask);
            by_stem_.insert_or_assign(stem, std::move(row));
        }
    }

    cv::Mat1b lungs(const std::string& name, const cv::Mat1b& image) override {
        const auto found = by_stem_.find(stem_of(name));
        if (found == by_stem_.end()) return cv::Mat1b(image.size(), std::uint8_t{0});
        const Mask mask = found->second.mask ? *found->second.mask : read_again(found->second.position);
        cv::Mat1b lungs(mask.height, mask.width, std::uint8_t{0});
        paint(lungs, mask.left, kLeftLung);
        paint(lungs, mask.right, kRightLung);
        if (lungs.size() != image.size())
            cv::resize(lungs, lungs, image.size(), 0, 0, cv::INTER_NEAREST_EXACT);
        return lungs;
    }

    std::string provenance() const override { return provenance_; }

  private:
    struct Row {
        CsvPosition position;
        std::optional<Mask> mask;  // only where the table cannot be read at a position
    };

    Mask read_again(const CsvPosition& position) {
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
