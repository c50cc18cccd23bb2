// The six findings that are only labels, never boxes: faint signs, always of the same kind.
#include <stdexcept>

#include "dataio/phantom/phantom_findings.h"
#include "dataio/phantom/phantom_outlines.h"

namespace gren::phantom {
namespace {

// Even, soft-edged patches in both lungs.
Layer consolidation(const Chest& chest, PhantomRandom& random) {
    cv::Mat1b patches = blank(chest.view);
    for (const Side side : kSides) {
        const cv::Point2f center = lung_place(chest.anatomy, side, 0.5F, random.uniform(0.45F, 0.7F));
        paint(patches, chest.view, ellipse(center, 0.06F, 0.05F), 255);
    }
    return 0.35F * soft(patches, 0.012F).mul(chest.air);
}

// Haze like wings around both hila, and fuller vessels.
Layer edema(const Chest& chest) {
    cv::Mat1b wings = blank(chest.view);
    for (const Side side : kSides) {
        paint(wings, chest.view, ellipse(lung_place(chest.anatomy, side, 0.38F, 0.45F), 0.09F, 0.14F), 255);
    }
    return (0.3F * soft(wings, 0.03F) + 0.3F * chest.vessels).mul(chest.air);
}

// Lungs too transparent, with few vessels.
Layer emphysema(const Chest& chest) {
    return -1 * (0.12F + 0.2F * chest.vessels).mul(chest.air);
}

// A fine net of lines at both bases.
Layer fibrosis(const Chest& chest, PhantomRandom& random) {
    cv::Mat1b bases = blank(chest.view);
    for (const Side side : kSides) {
        paint(bases, chest.view, ellipse(lung_place(chest.anatomy, side, 0.75F, 0.85F), 0.13F, 0.13F), 255);
    }
    const Layer noise = smooth_noise(chest.view, 0.014F, random);
    const Layer net = cv::max(1 - 3 * cv::abs(noise), 0);  // the zero crossings of noise are closed lines
    return 0.5F * net.mul(soft(bases, 0.02F)).mul(chest.air);
}

// A smooth band inside the side of the chest.
Layer pleural_thickening(const Chest& chest, Side side) {
    const Points outline = lung_outline(chest.anatomy, side, chest.diaphragm_raise[index_of(side)]);
    Points inward;
    for (const cv::Point2f& point : outline) inward.emplace_back(point.x - 0.035F * outward(side), point.y);
    const Points lateral{
        lung_place(chest.anatomy, side, 0.6F, 0.25F), lung_place(chest.anatomy, side, 1.2F, 0.25F),
        lung_place(chest.anatomy, side, 1.2F, 0.85F), lung_place(chest.anatomy, side, 0.6F, 0.85F)};
    const Layer band = chest.lung[index_of(side)].mul(1 - filled(chest.view, inward, 0.003F));
    return 0.7F * band.mul(filled(chest.view, lateral, 0.02F));
}

// Stomach above the diaphragm: a ring with air in it behind the heart.
Layer hernia(const Chest& chest) {
    const cv::Point2f center(0.535F, chest.anatomy.base - 0.10F);
    cv::Mat1b pouch = blank(chest.view), gas = blank(chest.view);
    paint(pouch, chest.view, ellipse(center, 0.062F, 0.055F), 255);
    paint(gas, chest.view, ellipse(center, 0.048F, 0.041F), 255);
    return 0.6F * soft(pouch, 0.003F) - 1.4F * soft(gas, 0.004F);
}

}  // namespace

Layer sign_density(Finding finding, const Chest& chest, Side side, PhantomRandom& random) {
    switch (finding) {
        case Finding::consolidation:
            return consolidation(chest, random);
        case Finding::edema:
            return edema(chest);
        case Finding::emphysema:
            return emphysema(chest);
        case Finding::fibrosis:
            return fibrosis(chest, random);
        case Finding::pleural_thickening:
            return pleural_thickening(chest, side);
        case Finding::hernia:
            return hernia(chest);
        default:
            throw std::logic_error("sign_density: this finding has a box");
    }
}

Layer finding_density(Finding finding, const Chest& chest, Side side, PhantomRandom random) {
    return is_boxed(finding) ? lesion_density(finding, chest, side, random)
                             : sign_density(finding, chest, side, random);
}

}  // namespace gren::phantom
