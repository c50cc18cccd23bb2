#include "dataio/child_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

namespace gren::child_process_test {
namespace {

using namespace std::chrono_literals;

TEST(TextFromChild, IsWhatTheWorkReturns) {
    EXPECT_EQ(text_from_child([] { return std::string(); }, 60s), "");
    const std::string long_text(1'000'000, 'x');
    EXPECT_EQ(text_from_child([&] { return long_text; }, 60s), long_text);
}

TEST(TextFromChild, IsNothingWhenTheChildCrashesThrowsOrNeverEnds) {
    const auto crash = []() -> std::string {
        raise(SIGSEGV);
        return "x";
    };
    const auto throwing = []() -> std::string { throw std::runtime_error("x"); };
    const auto endless = []() -> std::string {
        for (;;) pause();
    };
    EXPECT_EQ(text_from_child(crash, 60s), std::nullopt);
    EXPECT_EQ(text_from_child(throwing, 60s), std::nullopt);
    EXPECT_EQ(text_from_child(endless, 1s), std::nullopt);
}

TEST(TextFromChild, LeavesNoDescriptorOpen) {
    const auto open_descriptors = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    };
    const auto before = open_descriptors();
    for (int call = 0; call < 3; ++call) text_from_child([] { return std::string("x"); }, 60s);
    EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace gren::child_process_test
