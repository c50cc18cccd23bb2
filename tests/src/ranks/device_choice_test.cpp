// Every sentence of the choice of a device, and every way to be given one.
#include "src/ranks/device_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/run/usage_error.h"
#include "tests/support/refusal.h"

namespace gren::device_choice_test {
namespace {

constexpr GpuFacts kNoCuda{};
constexpr GpuFacts kNoDriver{.built = true, .driver = 0, .runtime = 13000, .visible = 0};
constexpr GpuFacts kOldDriver{.built = true, .driver = 12080, .runtime = 13000, .visible = 0};
constexpr GpuFacts kHidden{.built = true, .driver = 13010, .runtime = 13000, .visible = 0};

GpuFacts gpus(int count) {
    return {.built = true, .driver = 13000, .runtime = 13000, .visible = count};
}

DeviceChoice choose(RequestedDevice requested, const GpuFacts& facts, const RankOnHost& place = {}) {
    return choose_device("gren train", requested, facts, place);
}

std::string refusal_of(RequestedDevice requested, const GpuFacts& facts, const RankOnHost& place = {}) {
    return message_of<UsageError>([&] { choose(requested, facts, place); });
}

TEST(RequestedDevice, is_one_of_three_words) {
    EXPECT_EQ(requested_device_from("auto"), RequestedDevice::automatic);
    EXPECT_EQ(requested_device_from("cpu"), RequestedDevice::cpu);
    EXPECT_EQ(requested_device_from("cuda"), RequestedDevice::cuda);
    EXPECT_THROW(requested_device_from("gpu"), std::invalid_argument);
}

TEST(DeviceChoice, auto_takes_the_cpu_where_no_gpu_can_be_had_and_says_why) {
    EXPECT_EQ(choose(RequestedDevice::automatic, kNoCuda).gpu, -1);
    EXPECT_EQ(choose(RequestedDevice::automatic, kNoCuda).reason, "this build has no CUDA");
    EXPECT_EQ(choose(RequestedDevice::automatic, kNoDriver).reason, "this host has no NVIDIA driver");
    EXPECT_EQ(choose(RequestedDevice::automatic, kHidden).reason, "no GPU is visible");
}

TEST(DeviceChoice, cpu_is_cpu_whatever_there_is) {
    for (const auto& facts : {kNoCuda, kNoDriver, kOldDriver, kHidden, gpus(1), gpus(8)}) {
        EXPECT_EQ(choose(RequestedDevice::cpu, facts, {.rank = 1, .ranks = 4}).gpu, -1);
        EXPECT_EQ(choose(RequestedDevice::cpu, facts).reason, "");
    }
}

TEST(DeviceChoice, rank_r_of_the_host_has_gpu_r) {
    for (const auto requested : {RequestedDevice::automatic, RequestedDevice::cuda})
        for (int rank = 0; rank < 4; ++rank)
            EXPECT_EQ(choose(requested, gpus(8), {.rank = rank, .ranks = 4}).gpu, rank);
}

TEST(DeviceChoice, the_only_visible_gpu_is_taken_for_one_that_the_launcher_dealt_out) {
    EXPECT_EQ(choose(RequestedDevice::cuda, gpus(1), {.rank = 3, .ranks = 4}).gpu, 0);
}

TEST(DeviceChoice, sharing_goes_round_the_gpus) {
    const auto shared = [](int rank) {
        return choose(RequestedDevice::cuda, gpus(2), {.rank = rank, .ranks = 4, .shares_gpu = true}).gpu;
    };
    EXPECT_EQ((std::vector{shared(0), shared(1), shared(2), shared(3)}), (std::vector{0, 1, 0, 1}));
}

TEST(DeviceChoice, cuda_on_a_build_without_it) {
    EXPECT_EQ(
        refusal_of(RequestedDevice::cuda, kNoCuda),
        "gren train: --device cuda: this build has no CUDA: build with --preset cuda-release; --device cpu "
        "computes without one");
}

TEST(DeviceChoice, cuda_without_a_driver) {
    EXPECT_EQ(
        refusal_of(RequestedDevice::cuda, kNoDriver),
        "gren train: --device cuda: this host has no NVIDIA driver: start on a host with a GPU; --device cpu "
        "computes without one");
}

TEST(DeviceChoice, cuda_without_a_visible_gpu) {
    EXPECT_EQ(refusal_of(RequestedDevice::cuda, kHidden),
              "gren train: --device cuda: no GPU is visible: ask the scheduler for one (--gpus-per-node), or "
              "look at "
              "CUDA_VISIBLE_DEVICES; --device cpu computes without one");
}

TEST(DeviceChoice, a_driver_too_old_is_no_reason_for_the_cpu) {
    for (const auto requested : {RequestedDevice::automatic, RequestedDevice::cuda})
        EXPECT_EQ(refusal_of(requested, kOldDriver),
                  "gren train: the NVIDIA driver serves CUDA 12.8 and this build needs 13.0: install a newer "
                  "driver; "
                  "--device cpu computes without one");
}

TEST(DeviceChoice, fewer_gpus_than_ranks_of_the_host) {
    for (const auto requested : {RequestedDevice::automatic, RequestedDevice::cuda})
        EXPECT_EQ(refusal_of(requested, gpus(2), {.rank = 0, .ranks = 4}),
                  "gren train: 4 ranks on this host see 2 GPUs: start a rank a GPU, or let ranks share them "
                  "(--share-gpu); --device cpu computes without one");
}

TEST(OwnGpus, two_ranks_on_one_gpu_only_when_they_say_so) {
    const auto check = [](bool shares) { require_own_gpus("gren train", {"aa", "bb", "aa"}, shares); };
    EXPECT_EQ(message_of<UsageError>([&] { check(false); }),
              "gren train: ranks 0 and 2 have the same GPU: start a rank a GPU, or let them share it "
              "(--share-gpu); --device cpu computes without one");
    EXPECT_NO_THROW(check(true));
}

TEST(OwnGpus, all_ranks_have_one_or_none) {
    EXPECT_NO_THROW(require_own_gpus("gren train", {"cpu", "cpu"}, false));
    EXPECT_NO_THROW(require_own_gpus("gren train", {"aa", "bb"}, false));
    EXPECT_EQ(
        message_of<UsageError>([] {
            require_own_gpus("gren train", {"aa", "cpu"}, false);
        }),
        "gren train: rank 1 has no GPU and rank 0 one: start all ranks where there is a GPU; --device cpu "
        "computes without one");
    EXPECT_EQ(
        message_of<UsageError>([] {
            require_own_gpus("gren train", {"cpu", "aa"}, true);
        }),
        "gren train: rank 1 has a GPU and rank 0 none: start all ranks where there is a GPU; --device cpu "
        "computes without one");
}

}  // namespace
}  // namespace gren::device_choice_test
