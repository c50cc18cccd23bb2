// The films that go with each image of a training list, drawn from that list alone: none of a test list, none
// of the image's own patient. A pure function of data set, list, rule and seed, so that nothing is stored.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/companions/pairing.h"

namespace gren {

// Every label known and absent.
bool is_normal(const SampleInfo& info);

// 1 - H/64, the mean over the lungs' regions (METHOD.md, Eq. 6); 0 where one image has no usable lungs.
double lung_similarity(const SampleInfo& a, const SampleInfo& b);

class Companions {
  public:
    // `list`: the training list, indices into `dataset`, which must outlive this. Throws DataError, naming
    // what the list lacks: no two patients with normal films, or with usable lungs, as the rule needs.
    Companions(const Dataset& dataset, const std::vector<std::int64_t>& list, const CompanionRule& rule,
               std::uint64_t seed);

    std::int64_t per_image() const;  // 0 of shared anchors
    // Those of an image of any list; random ones for the step `draw`. Thread-safe.
    std::vector<std::int64_t> of(std::int64_t sample, std::int64_t draw) const;
    // `own`, then the companions of each, in its order.
    std::vector<std::int64_t> with_companions(std::vector<std::int64_t> own, std::int64_t draw) const;
    // Shared anchors: of different patients, in a fixed order.
    const std::vector<std::int64_t>& anchors() const { return anchors_; }
    // All films that can be a companion or an anchor.
    const std::vector<std::int64_t>& bank() const { return bank_; }

  private:
    std::vector<std::int64_t> nearest(std::int64_t sample) const;
    std::vector<std::int64_t> random(std::int64_t sample, std::int64_t draw) const;

    const Dataset& dataset_;
    CompanionRule rule_;
    std::uint64_t seed_;
    std::vector<std::int64_t> bank_, anchors_;
    // Of each film of the bank, side by side in memory: every image is held against all of them.
    std::vector<std::uint64_t> bits_;
    std::vector<std::int64_t> patients_;
    std::unordered_map<std::string, std::int64_t> patient_numbers_;
};

// per_image() where there are any, else 0.
std::int64_t companions_per_image(const Companions* companions);

// None where the rule asks for none.
std::shared_ptr<const Companions> companions_for(const CompanionRule& rule, const Dataset& dataset,
                                                 const std::vector<std::int64_t>& list, std::uint64_t seed);

}  // namespace gren
