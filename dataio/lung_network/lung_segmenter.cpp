#include "dataio/lung_network/lung_segmenter.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "dataio/image.h"
#include "dataio/lung_network/lung_unet.h"
#include "dataio/lung_network/test_time_views.h"

namespace gren {
namespace {

// The network was trained on radiographs and their mirror images alike. Where it contradicts itself on the
// two, it does not know the lungs.
constexpr double kLeastAgreement = 0.9;  // as Dice

double dice(const torch::Tensor& a, const torch::Tensor& b) {
    const double areas = (a.sum() + b.sum()).item<double>();
    return areas == 0 ? 0 : 2 * (a & b).sum().item<double>() / areas;
}

struct Found {
    cv::Mat1b lungs;       // kLeftLung | kRightLung; nothing where the network contradicts itself
    double agreement = 0;  // Dice of what it sees in the image and in the mirror image

    bool is_trusted() const {
        return agreement >= kLeastAgreement && !lie_on_their_side(lungs) && !is_ragged(lungs) &&
               !implausible_lungs(lungs);
    }
};

class SegmentedLungs : public LungSource {
  public:
    explicit SegmentedLungs(const std::filesystem::path& weights)
        : unet_(read_lung_unet(weights)), provenance_("unet:" + weights.filename().string()) {}

    cv::Mat1b lungs(const std::string&, const cv::Mat1b& image) override {
        const torch::InferenceMode no_gradient;
        const Found upright = find(image);
        if (upright.is_trusted()) return upright.lungs;
        return look_again(image).value_or(upright.lungs);
    }

    std::string provenance() const override { return provenance_; }

  private:
    Found find(const cv::Mat1b& image) {
        const torch::Tensor input = lung_unet_input(resize_to_square(image, unet_.size));  // [1, 1, S, S]
        const torch::Tensor seen = unet_.net->forward(input);
        const torch::Tensor seen_mirrored = unet_.net->forward(input.flip(3)).flip(3);
        const double agreement = dice(seen > 0, seen_mirrored > 0);
        if (agreement < kLeastAgreement) return {cv::Mat1b(image.size(), std::uint8_t{0}), agreement};

        const torch::Tensor logits = ((seen + seen_mirrored) / 2).contiguous();
        // Enlarging logits rather than a mask keeps the outline smooth.
        cv::Mat1f enlarged;
        cv::resize(cv::Mat1f(unet_.size, unet_.size, logits.data_ptr<float>()), enlarged, image.size());
        return {split_left_right(two_solid_components(cv::Mat1b(enlarged > 0))), agreement};
    }

    // The lungs in the look that the network agrees with itself on most, if there is one to trust.
    std::optional<cv::Mat1b> look_again(const cv::Mat1b& image) {
        std::optional<cv::Mat1b> lungs;
        double best_agreement = 0;
        for (const TestTimeView& view : second_views()) {
            const Found found = find(view.show(image));
            if (!found.is_trusted() || found.agreement <= best_agreement) continue;
            best_agreement = found.agreement;
            lungs = view.back(found.lungs, image.size());
        }
        return lungs;
    }

    LungUNet unet_;
    std::string provenance_;
};

}  // namespace

std::unique_ptr<LungSource> make_segmented_lungs(const std::filesystem::path& weights) {
    return std::make_unique<SegmentedLungs>(weights);
}

cv::Mat1b two_solid_components(const cv::Mat1b& mask) {
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(mask, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    std::sort(outlines.begin(), outlines.end(),
              [](const auto& a, const auto& b) { return cv::contourArea(a) > cv::contourArea(b); });
    outlines.resize(std::min<std::size_t>(outlines.size(), 2));

    cv::Mat1b solid(mask.size(), 0);
    cv::drawContours(solid, outlines, -1, cv::Scalar(255), cv::FILLED);
    return solid;
}

}  // namespace gren
