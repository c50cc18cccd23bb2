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

// A network that is sure of the image agrees with itself on the mirror image, which it then need not be shown
// (CARD.md, "One look or two").
constexpr double kSureLogit = 3;         // 95 %
constexpr double kLeastCertainty = 0.8;  // as Dice of what is surely lung and what may be

double dice(const torch::Tensor& a, const torch::Tensor& b) {
    const double areas = (a.sum() + b.sum()).item<double>();
    return areas == 0 ? 0 : 2 * (a & b).sum().item<double>() / areas;
}

bool is_certain(const torch::Tensor& logits) {
    return dice(logits > kSureLogit, logits > -kSureLogit) >= kLeastCertainty;
}

bool look_right(const cv::Mat1b& lungs) {
    return !implausible_lungs(lungs) && !lie_on_their_side(lungs) && !is_ragged(lungs);
}

// Logits [1, 1, S, S]. Enlarging them rather than a mask keeps the outline smooth.
cv::Mat1b enlarged_lungs(const torch::Tensor& logits, cv::Size size) {
    const torch::Tensor rows = logits.contiguous();
    cv::Mat1f enlarged;
    cv::resize(
        cv::Mat1f(static_cast<int>(rows.size(2)), static_cast<int>(rows.size(3)), rows.data_ptr<float>()),
        enlarged, size);
    return split_left_right(two_solid_components(cv::Mat1b(enlarged > 0)));
}

struct Found {
    cv::Mat1b lungs;       // kLeftLung | kRightLung; nothing where the network contradicts itself
    double agreement = 0;  // Dice of what it sees in the image and in the mirror image

    bool is_trusted() const { return agreement >= kLeastAgreement && look_right(lungs); }
};

class SegmentedLungs : public LungSource {
  public:
    explicit SegmentedLungs(const std::filesystem::path& weights)
        : unet_(read_lung_unet(weights)), provenance_("unet:" + weights.filename().string()) {}

    cv::Mat1b lungs(const std::string&, const cv::Mat1b& image) override {
        const torch::InferenceMode no_gradient;
        const torch::Tensor shown = input(image), seen = unet_.net->forward(shown);
        if (is_certain(seen)) {
            const cv::Mat1b lungs = enlarged_lungs(seen, image.size());
            if (look_right(lungs)) return lungs;
        }
        const Found upright = confirm(shown, seen, image.size());
        if (upright.is_trusted()) return upright.lungs;
        return look_again(image).value_or(upright.lungs);
    }

    std::string provenance() const override { return provenance_; }

  private:
    torch::Tensor input(const cv::Mat1b& image) const {
        return lung_unet_input(resize_to_square(image, unet_.size));  // [1, 1, S, S]
    }

    // What the network has `seen` in what it was `shown`, with what it sees in the mirror image.
    Found confirm(const torch::Tensor& shown, const torch::Tensor& seen, cv::Size size) {
        const torch::Tensor seen_mirrored = unet_.net->forward(shown.flip(3)).flip(3);
        const double agreement = dice(seen > 0, seen_mirrored > 0);
        if (agreement < kLeastAgreement) return {cv::Mat1b(size, std::uint8_t{0}), agreement};
        return {enlarged_lungs((seen + seen_mirrored) / 2, size), agreement};
    }

    // The lungs in the look that the network agrees with itself on most, if there is one to trust.
    std::optional<cv::Mat1b> look_again(const cv::Mat1b& image) {
        std::optional<cv::Mat1b> lungs;
        double best_agreement = 0;
        for (const TestTimeView& view : second_views()) {
            const cv::Mat1b other = view.show(image);
            const torch::Tensor shown = input(other), seen = unet_.net->forward(shown);
            if (!look_right(enlarged_lungs(seen, other.size()))) continue;
            const Found found = confirm(shown, seen, other.size());
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
