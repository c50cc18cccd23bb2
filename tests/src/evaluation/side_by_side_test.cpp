// Work on several threads: its order, its errors, how many are at it, and a device that computes meanwhile.
#include "src/evaluation/side_by_side.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

#include "src/evaluation/device_turn.h"

namespace gren::side_by_side_test {
namespace {

using namespace std::chrono_literals;

// How many are inside at once, at most.
struct Crowd {
    struct Guest {
        explicit Guest(Crowd& crowd_) : crowd(crowd_) {
            const int now = ++crowd.inside;
            for (int most = crowd.most; most < now && !crowd.most.compare_exchange_weak(most, now);) {
            }
        }
        ~Guest() { --crowd.inside; }
        Crowd& crowd;
    };
    std::atomic<int> inside = 0, most = 0;
};

}  // namespace

TEST(SideBySide, gives_the_results_in_order_for_any_number_of_threads) {
    for (const int threads : {1, 2, 5, 40}) {
        Crowd crowd;
        const auto all = side_by_side<int>(20, threads, [&](std::size_t b) {
            const Crowd::Guest guest(crowd);
            std::this_thread::sleep_for(std::chrono::milliseconds(20 - b));  // the last are ready first
            return std::vector<int>{static_cast<int>(2 * b), static_cast<int>(2 * b) + 1};
        });
        std::vector<int> expected(40);
        std::iota(expected.begin(), expected.end(), 0);
        EXPECT_EQ(all, expected) << threads << " threads";
        EXPECT_LE(crowd.most, std::min(threads, 20));
    }
    EXPECT_TRUE(side_by_side<int>(0, 3, [](std::size_t) { return std::vector<int>{1}; }).empty());
}

// Pieces 7 and 9 fail, 9 at once and 7 late.
TEST(SideBySide, throws_the_first_error_in_order_and_begins_nothing_after_it) {
    for (const int threads : {1, 3, 10}) {
        std::atomic<int> begun = 0;
        try {
            side_by_side(1000, threads, [&](std::size_t i) {
                ++begun;
                std::this_thread::sleep_for(i == 9 ? 0ms : 2ms);
                if (i == 7 || i == 9) throw std::runtime_error("piece " + std::to_string(i));
            });
            ADD_FAILURE() << "no error";
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "piece 7") << threads << " threads";
        }
        EXPECT_LT(begun, 100);
    }
}

// Stages of 20 ms: one after the other 12 batches take 720 ms. The device alone takes 240 ms of them.
TEST(SideBySide, reads_and_draws_while_the_device_computes) {
    Crowd device;
    DeviceTurn turn(torch::kCPU, /*one_at_a_time=*/true);
    const auto seconds = [&](int threads) {
        const auto begin = std::chrono::steady_clock::now();
        side_by_side(12, threads, [&](std::size_t) {
            std::this_thread::sleep_for(20ms);
            turn.take([&](torch::Device) {
                const Crowd::Guest guest(device);
                std::this_thread::sleep_for(20ms);
            });
            std::this_thread::sleep_for(20ms);
        });
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    const double alone = seconds(1);
    EXPECT_GE(alone, 0.72);
    EXPECT_LT(seconds(4), 0.7 * alone);
    EXPECT_EQ(device.most, 1) << "the device has one batch at a time";
}

TEST(DeviceTurn, lets_everybody_compute_on_a_cpu_and_passes_on_after_an_error) {
    Crowd cores;
    DeviceTurn on_cpu(torch::kCPU);
    side_by_side(4, 4, [&](std::size_t) {
        on_cpu.take([&](torch::Device device) {
            EXPECT_TRUE(device.is_cpu());
            const Crowd::Guest guest(cores);
            for (int pause = 0; pause < 500 && cores.most < 2; ++pause) std::this_thread::sleep_for(10ms);
        });
    });
    EXPECT_GE(cores.most, 2);

    DeviceTurn turn(torch::kCPU, /*one_at_a_time=*/true);
    EXPECT_THROW(turn.take([](torch::Device) { throw std::runtime_error("no memory"); }), std::runtime_error);
    EXPECT_EQ(turn.take([](torch::Device) { return 5; }), 5);
}

}  // namespace gren::side_by_side_test
