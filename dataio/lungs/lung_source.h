// Where lung masks come from: PNG files, CheXmask's CSV, the segmenter, or nowhere.
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataio/regions.h"

namespace gren {

class LungSource {
  public:
    virtual ~LungSource() = default;
    // Bits kLeftLung | kRightLung, or of lobes where the source tells them apart, [H, W] like `image`; all
    // zero where it knows no lungs of it. Not thread-safe. Throws DataError: a mask that cannot be read.
    virtual cv::Mat1b lungs(const std::string& name, const cv::Mat1b& image) = 0;
    // Why lungs() are none, where they are: for the summary, one of a few phrases.
    virtual std::string why_none(const std::string& /*name*/) const { return "no lungs"; }
    // Written into the shards: what made the masks, for example "png:masks" or "unet:lungs.safetensors".
    virtual std::string provenance() const = 0;
};

// One PNG per image of the same stem in `directory`, of any size: pixel values 0, 1 (left), 2 (right), 3, as
// gren writes them, or a joint mask (a value above 3, or 1 alone; non-zero is lung), split by position.
// `regions` lobes: pixel values are bits of region_names(lobes), which may overlap as lobes do in projection.
// `names`: the images that will be asked for (nullptr: unknown). Throws DataError: no such folder, no PNG,
// none for any of `names`; from lungs(), a value that is no bits of lobes.
std::unique_ptr<LungSource> make_png_lungs(const std::filesystem::path& directory,
                                           const std::vector<std::string>* names = nullptr,
                                           RegionScheme regions = RegionScheme::lungs);

// CheXmask's CSV (plain or .gz): run lengths row-major and 1-based; rows under 0.7 of "Dice RCA (Mean)" count
// as none. Images go by the column that any of its tables has for them: "Image Index", "Image ID",
// "image_id", "ImageID", "dicom_id" or "Path". Only rows of `names` are kept (nullptr: all). Memory: about
// 100 bytes a row of a plain CSV, which is read again at the row that is asked for; about 10 kB of a .gz, so
// unpack a large one. Throws DataError: no such file, missing columns, in a kept row (with its line) a
// malformed run length or an image that has a row already, no usable row for any of `names`, run lengths that
// are column-major (as most masks' shapes tell).
std::unique_ptr<LungSource> make_chexmask_lungs(const std::filesystem::path& csv,
                                                const std::vector<std::string>* names = nullptr);

// No lungs at all: every sample is flagged. For archives without masks and methods without a graph.
inline constexpr char kNoLungs[] = "none";  // its provenance
std::unique_ptr<LungSource> make_no_lungs();

// The two largest components of a joint mask become left and right by position (the patient's right lung is
// on the viewer's left); where the second is under a quarter of the first, lungs are fused or one is missing,
// and the mask is cut at the image's middle column. [H, W] non-zero is lung -> kLeftLung | kRightLung.
cv::Mat1b split_left_right(const cv::Mat1b& joint);

// Whether the film lies on its side: one lung above the other, each longer than high, side by side over most
// of their length. Upright lungs never are, nor is what lies under one of them a second lung.
bool lie_on_their_side(const cv::Mat1b& lungs);

// Whether a lung fills less than 0.8 of its convex hull: so did one of 362 hand-drawn masks, and two of 260
// films on which the segmenter was wrong. A reason to look again, not to refuse.
bool is_ragged(const cv::Mat1b& lungs);

// Why these lungs cannot carry graph edges, as one of a few phrases that a summary can count, or nothing when
// plausible: both there, each 1.5 % to 35 % of the image, areas within a factor of 4, left lung on the
// viewer's right, rows in common unless they lie on their side, touching in at most a quarter of their rows.
// The lungs of 362 hand-drawn masks (v7labs, covid-chestxray) take 4.5 % to 32 % of their image and differ by
// a factor of at most 1.8: none is flagged.
std::optional<std::string> implausible_lungs(const cv::Mat1b& lungs);

}  // namespace gren
