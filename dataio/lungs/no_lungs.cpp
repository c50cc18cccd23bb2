// The source that knows no lungs.
#include "dataio/lungs/lung_source.h"

namespace gren {
namespace {

class NoLungs : public LungSource {
  public:
    cv::Mat1b lungs(const std::string& /*name*/, const cv::Mat1b& image) override {
        return cv::Mat1b(image.size(), std::uint8_t{0});
    }
    std::string provenance() const override { return kNoLungs; }
};

}  // namespace

std::unique_ptr<LungSource> make_no_lungs() {
    return std::make_unique<NoLungs>();
}

}  // namespace gren
