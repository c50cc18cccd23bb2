// One phantom radiograph: a case, and the film, masks and boxes drawn from it.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataio/phantom/phantom_findings.h"

namespace gren::phantom {

struct PlannedFinding {
    Finding finding{};
    Side side{};
    Form form = Form::local;
    std::optional<int> since = {};  // follow-up in whose film it was first seen, and which places it
};

struct PhantomCase {
    int patient = 1, follow_up = 0;
    int build = 0;  // shared with other patients; 0: the patient's own
    int age = 50;
    bool male = false, supine = false;  // supine: antero-posterior, paler
    std::array<float, 2>
        diaphragm_raise{};  // by Side: volume lost above it; stays when a finding is taken away
    std::vector<PlannedFinding> findings;  // NIH's order, each at most once a side
    bool annotated = false;                // its boxes are published, as far as their labels are
    std::vector<Finding> labels = {};      // what is published of it, NIH's order
    float lung_tone = 0;                   // added to the density of both lungs
    bool twin_masses = false;              // shadows like a mass, one the other's mirror image; no finding
};
std::vector<Finding> distinct_findings(const PhantomCase& phantom);  // NIH's order, each once
std::string file_name(const PhantomCase& phantom);                   // NIH's, for example 00000012_003.png

struct DrawnBox {
    Finding finding{};
    cv::Rect box;
};

struct PhantomRadiograph {
    cv::Mat1b grey;               // [S, S]
    cv::Mat1b lungs;              // [S, S] 0, 1 the patient's left, 2 the right
    cv::Mat1b whole_lungs;        // as `lungs`, with what lies behind the heart
    std::vector<DrawnBox> boxes;  // of all findings that can have one, annotated or not
};

// A lesion is visible where it alone changes the film, before noise, by at least this many grey levels; its
// box is the tight one around that.
inline constexpr float kVisibleLevels = 8;

// The patient's anatomy follows from `seed`, the patient and the build; pose, exposure, noise and lesions
// from the follow-up too, each on its own: the same case without a finding is the same film without it.
PhantomRadiograph draw_radiograph(const PhantomCase& phantom, int size, std::uint64_t seed);

}  // namespace gren::phantom
