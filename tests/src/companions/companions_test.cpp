// Who goes with whom, against a double loop over a small archive; and never oneself, one's patient or a film
// that is not in the training list.
#include "src/companions/companions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bitset>
#include <set>
#include <span>

#include "dataio/splitmix.h"
#include "src/method/batch.h"
#include "tests/dataio/small_dataset.h"

namespace gren::companions_test {
namespace {

using testing::HasSubstr;

// 40 films of 20 patients with random hashes; every third has a disease, every fifth flagged lungs.
class CompanionsOfFilms : public testing::Test {
  protected:
    CompanionsOfFilms() {
        SplitMix64 random(7);
        std::vector<Sample> films;
        for (int i = 0; i < 40; ++i) {
            auto film = small_sample(i);
            film.info.patient = fmt::format("patient {}", i / 2);
            film.info.hash = {random.next(), random.next()};
            for (auto& word : film.info.average_hash) word = random.next();
            film.info.label = {static_cast<std::uint8_t>(i % 3 == 0 ? 1 : 0), 0};
            film.info.lungs_flagged = i % 5 == 0;
            films.push_back(film);
        }
        write_dataset(folder_.path(), kSmallTraits, films, 40);
        dataset_ = std::make_unique<Dataset>(folder_.path());
        for (int i = 0; i < 30; ++i) list_.push_back(i);  // the rest is tested
    }

    static std::size_t bits(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
        std::size_t differing = 0;
        for (std::size_t w = 0; w < a.size(); ++w) differing += std::bitset<64>(a[w] ^ b[w]).count();
        return differing;
    }

    void expect_lawful(const Companions& companions, std::int64_t draw) const {
        for (std::int64_t film = 0; film < dataset_->size(); ++film)
            for (const auto other : companions.of(film, draw)) {
                EXPECT_NE(dataset_->info(other).patient, dataset_->info(film).patient) << film;
                EXPECT_LT(other, 30) << "of no training list";
            }
    }

    ScratchFolder folder_;
    std::unique_ptr<Dataset> dataset_;
    std::vector<std::int64_t> list_;
};

}  // namespace

TEST_F(CompanionsOfFilms, the_nearest_normal_film_has_the_fewest_other_bits) {
    const Companions companions(*dataset_, list_, {Pairing::nearest_normal, 2, true}, 1);
    expect_lawful(companions, 0);
    for (std::int64_t film = 0; film < 40; ++film) {
        std::vector<std::size_t> distances;
        const auto& info = dataset_->info(film);
        for (const auto other : list_) {
            const auto& normal = dataset_->info(other);
            if (normal.label[0] == 0 && normal.patient != info.patient)
                distances.push_back(bits(info.average_hash, normal.average_hash));
        }
        std::ranges::sort(distances);
        const auto found = companions.of(film, 3);
        ASSERT_EQ(found.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i) {
            EXPECT_EQ(bits(info.average_hash, dataset_->info(found[i]).average_hash), distances[i]) << film;
            EXPECT_TRUE(is_normal(dataset_->info(found[i])));
        }
    }
}

TEST_F(CompanionsOfFilms, the_nearest_by_lungs_may_be_ill_but_has_lungs) {
    const Companions companions(*dataset_, list_, {Pairing::hash_neighbor, 1, false}, 1);
    expect_lawful(companions, 0);
    std::set<std::int64_t> ill;
    for (std::int64_t film = 0; film < 40; ++film) {
        const auto found = companions.of(film, 0).front();
        EXPECT_FALSE(dataset_->info(found).lungs_flagged);
        if (!is_normal(dataset_->info(found))) ill.insert(found);
        for (const auto other : list_) {
            const auto& info = dataset_->info(other);
            if (info.lungs_flagged || info.patient == dataset_->info(film).patient) continue;
            EXPECT_LE(bits(dataset_->info(film).hash, dataset_->info(found).hash),
                      bits(dataset_->info(film).hash, info.hash));
        }
    }
    EXPECT_FALSE(ill.empty());
}

TEST_F(CompanionsOfFilms, random_ones_change_with_the_step_and_not_with_the_asking) {
    const Companions companions(*dataset_, list_, {Pairing::random_normal, 1, true}, 5);
    std::set<std::int64_t> drawn;
    for (std::int64_t step = 0; step < 50; ++step) {
        expect_lawful(companions, step);
        drawn.insert(companions.of(35, step).front());
        EXPECT_EQ(companions.of(35, step),
                  Companions(*dataset_, list_, {Pairing::random_normal, 1, true}, 5).of(35, step));
    }
    EXPECT_GT(drawn.size(), 10U);
    EXPECT_NE(companions.of(35, 0),
              Companions(*dataset_, list_, {Pairing::random_normal, 1, true}, 6).of(35, 0));
}

TEST_F(CompanionsOfFilms, anchors_are_normal_films_of_different_patients_whatever_the_seed) {
    const Companions companions(*dataset_, list_, {Pairing::shared_anchors, 4, true}, 1);
    EXPECT_EQ(companions.per_image(), 0);
    std::set<std::string> patients;
    for (const auto film : companions.anchors()) {
        EXPECT_TRUE(is_normal(dataset_->info(film)));
        EXPECT_LT(film, 30);
        patients.insert(dataset_->info(film).patient);
    }
    EXPECT_EQ(patients.size(), 4U);
    EXPECT_EQ(Companions(*dataset_, list_, {Pairing::shared_anchors, 4, true}, 9).anchors(),
              companions.anchors());
}

TEST_F(CompanionsOfFilms, are_none_of_an_image_where_a_rule_asks_for_none) {
    EXPECT_EQ(companions_per_image(companions_for({}, *dataset_, list_, 1).get()), 0);
    const Companions two(*dataset_, list_, {Pairing::random_normal, 2, true}, 1);
    EXPECT_EQ(companions_per_image(&two), 2);
}

TEST_F(CompanionsOfFilms, a_list_that_lacks_them_is_refused_with_what_would_help) {
    const std::vector<std::int64_t> ill{0, 3, 6, 9};
    EXPECT_THAT(
        refusal([&] {
            Companions(*dataset_, ill, {Pairing::nearest_normal, 1, true}, 1);
        }),
        testing::AllOf(HasSubstr("of the 4 training images 0 are normal"), HasSubstr("gren prepare")));
    EXPECT_THAT(refusal([&] {
                    Companions(*dataset_, {5, 10, 15}, {Pairing::hash_neighbor, 1, false}, 1);
                }),
                HasSubstr("0 have usable lungs"));
    EXPECT_THAT(refusal([&] {
                    Companions(*dataset_, {1, 2, 4}, {Pairing::shared_anchors, 4, true}, 1);
                }),
                HasSubstr("needs those of 4"));
}

TEST_F(CompanionsOfFilms, follow_their_images_into_the_batch) {
    const Companions companions(*dataset_, list_, {Pairing::hash_neighbor, 2, false}, 1);
    const BatchMaker make_batch{.dataset = *dataset_,
                                .takes_boxes = std::vector<bool>(40, true),
                                .grid = 4,
                                .companions = &companions};
    const std::vector<std::int64_t> own{7, 12, 10};
    const auto index = companions.with_companions(own, 0);
    ASSERT_EQ(index.size(), 9U);
    auto image = torch::empty({9, 3, 3}, torch::kUInt8), lungs = torch::empty_like(image);
    for (std::size_t i = 0; i < index.size(); ++i)
        dataset_->read_pixels(index[i], {image.data_ptr<std::uint8_t>() + 9 * i, 9},
                              {lungs.data_ptr<std::uint8_t>() + 9 * i, 9});
    const auto batch = make_batch.from_bytes(index, image, lungs, {3});
    EXPECT_EQ(batch.index, own);
    EXPECT_TRUE(torch::equal(batch.image, images_of(*dataset_, own, torch::kCPU)));
    EXPECT_TRUE(
        torch::equal(batch.companions, images_of(*dataset_, {index.begin() + 3, index.end()}, torch::kCPU)));
    const auto& u = dataset_->info(12).hash;
    const auto& v = dataset_->info(index[3 + 2]).hash;
    EXPECT_DOUBLE_EQ(batch.companion_weight[1][0].item<double>(), 1 - static_cast<double>(bits(u, v)) / 128);
    EXPECT_EQ(batch.companion_weight[2].abs().sum().item<double>(), 0);  // its lungs are flagged
    const auto part = batch.part(1, 1);
    EXPECT_TRUE(torch::equal(part.companions, batch.companions.narrow(0, 2, 2)));
    EXPECT_TRUE(torch::equal(part.companion_weight, batch.companion_weight.narrow(0, 1, 1)));
}

TEST_F(CompanionsOfFilms, boxed_labels_alone_leave_an_images_other_labels_absent) {
    BatchMaker make_batch{.dataset = *dataset_, .takes_boxes = std::vector<bool>(40, true), .grid = 4};
    const auto pixels = torch::zeros({2, 3, 3}, torch::kUInt8);
    const auto labels = [&](std::int64_t film) {
        return make_batch.from_bytes({film}, pixels.narrow(0, 0, 1), pixels.narrow(0, 0, 1), {1}).targets;
    };
    const std::int64_t boxed = 25, plain = 33;  // 25: i % 3 = 1, one box of class 1
    ASSERT_EQ(dataset_->info(boxed).boxes.size(), 1U);
    ASSERT_TRUE(dataset_->info(plain).boxes.empty());
    EXPECT_EQ(labels(plain).label[0][0].item<int>(), 1);
    make_batch.boxed_labels_only = true;
    EXPECT_EQ(labels(plain).label[0][0].item<int>(), 1) << "an image without boxes keeps its labels";
    EXPECT_EQ(labels(boxed).label.sum().item<int>(), 0);
    EXPECT_TRUE(labels(boxed).boxed[0][1].item<bool>());
    make_batch.takes_boxes.assign(40, false);
    EXPECT_EQ(labels(boxed).label[0][0].item<int>(), dataset_->info(boxed).label[0]);
}

}  // namespace gren::companions_test
