#include "src/companions/companions.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "dataio/data_error.h"
#include "dataio/hash_agreement.h"
#include "dataio/splitmix.h"

namespace gren {
namespace {

constexpr std::uint64_t kAnchorSeed = 1;  // not the run's: an evaluation draws them again

// An image without a known patient is a patient of its own.
const std::string& patient_of(const SampleInfo& info) {
    return info.patient.empty() ? info.name : info.patient;
}

bool belongs_to_bank(const SampleInfo& info, Pairing pairing) {
    return pairing == Pairing::hash_neighbor ? !info.lungs_flagged : is_normal(info);
}

// What films are compared by: the average hash, or the hashes of the lungs' regions.
std::span<const std::uint64_t> compared_bits(const SampleInfo& info, Pairing pairing) {
    if (pairing != Pairing::hash_neighbor) return info.average_hash;
    return info.hash;
}

}  // namespace

bool is_normal(const SampleInfo& info) {
    return std::ranges::all_of(info.label, [](std::uint8_t label) { return label == kLabelAbsent; });
}

double lung_similarity(const SampleInfo& a, const SampleInfo& b) {
    if (a.lungs_flagged || b.lungs_flagged) return 0;
    return hash_agreement(a.hash, b.hash);
}

std::int64_t companions_per_image(const Companions* companions) {
    return companions ? companions->per_image() : 0;
}

std::shared_ptr<const Companions> companions_for(const CompanionRule& rule, const Dataset& dataset,
                                                 const std::vector<std::int64_t>& list, std::uint64_t seed) {
    if (rule.pairing == Pairing::none) return nullptr;
    return std::make_shared<Companions>(dataset, list, rule, seed);
}

Companions::Companions(const Dataset& dataset, const std::vector<std::int64_t>& list,
                       const CompanionRule& rule, std::uint64_t seed)
    : dataset_(dataset), rule_(rule), seed_(seed) {
    for (const auto sample : list) {
        const auto& info = dataset.info(sample);
        if (!belongs_to_bank(info, rule.pairing)) continue;
        const auto next = static_cast<std::int64_t>(patient_numbers_.size());
        bank_.push_back(sample);
        const auto bits = compared_bits(info, rule.pairing);
        bits_.insert(bits_.end(), bits.begin(), bits.end());
        patients_.push_back(patient_numbers_.emplace(patient_of(info), next).first->second);
    }
    const auto needed =
        rule.pairing == Pairing::shared_anchors ? static_cast<std::size_t>(rule.count) : std::size_t{2};
    if (patient_numbers_.size() < needed)
        throw DataError(
            fmt::format("of the {} training images {} {}, of {} patients; this method needs those of {}: {}",
                        list.size(), bank_.size(),
                        rule.pairing == Pairing::hash_neighbor ? "have usable lungs"
                                                               : "are normal (no disease, none unknown)",
                        patient_numbers_.size(), needed,
                        rule.pairing == Pairing::hash_neighbor
                            ? "run gren prepare with --lung-model, --lung-masks or --chexmask"
                            : "prepare more of the archive, its images without a finding included (gren "
                              "prepare), or train "
                              "another method"));
    if (rule.pairing != Pairing::shared_anchors) return;
    auto order = bank_;
    SplitMix64 draws(kAnchorSeed);
    shuffle(order, draws);
    std::set<std::string> taken;
    for (const auto sample : order)
        if (static_cast<std::int64_t>(anchors_.size()) < rule.count &&
            taken.insert(patient_of(dataset.info(sample))).second)
            anchors_.push_back(sample);
}

std::int64_t Companions::per_image() const {
    return rule_.pairing == Pairing::shared_anchors ? 0 : rule_.count;
}

std::vector<std::int64_t> Companions::of(std::int64_t sample, std::int64_t draw) const {
    return rule_.pairing == Pairing::random_normal ? random(sample, draw) : nearest(sample);
}

std::vector<std::int64_t> Companions::with_companions(std::vector<std::int64_t> own,
                                                      std::int64_t draw) const {
    const auto images = own.size();
    if (per_image() == 0) return own;
    for (std::size_t i = 0; i < images; ++i) std::ranges::copy(of(own[i], draw), std::back_inserter(own));
    return own;
}

// Of equally near films the earlier one in the data set.
std::vector<std::int64_t> Companions::nearest(std::int64_t sample) const {
    const auto& info = dataset_.info(sample);
    const auto own = compared_bits(info, rule_.pairing);
    const auto number = patient_numbers_.find(patient_of(info));
    const auto patient = number == patient_numbers_.end() ? -1 : number->second;
    const auto count = static_cast<std::size_t>(rule_.count);
    std::vector<std::pair<int, std::int64_t>> best;  // by distance, at most `count`
    for (std::size_t i = 0; i < bank_.size(); ++i) {
        if (patients_[i] == patient) continue;
        const int distance = differing_bits(own, std::span(bits_).subspan(i * own.size(), own.size()));
        if (best.size() == count && distance >= best.back().first) continue;
        best.insert(std::ranges::upper_bound(best, distance, {}, &std::pair<int, std::int64_t>::first),
                    {distance, bank_[i]});
        if (best.size() > count) best.pop_back();
    }
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i < count; ++i) found.push_back(best[i % best.size()].second);
    return found;
}

std::vector<std::int64_t> Companions::random(std::int64_t sample, std::int64_t draw) const {
    SplitMix64 draws(SplitMix64(SplitMix64(seed_).next() + static_cast<std::uint64_t>(draw)).next() +
                     static_cast<std::uint64_t>(sample));
    const auto& patient = patient_of(dataset_.info(sample));
    std::vector<std::int64_t> found;
    while (static_cast<std::int64_t>(found.size()) < rule_.count) {
        const auto film = bank_[draws.below(bank_.size())];
        if (patient_of(dataset_.info(film)) != patient) found.push_back(film);
    }
    return found;
}

}  // namespace gren
