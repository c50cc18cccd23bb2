#include "dataio/child_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

namespace gren {
namespace {

TEST(TextFromChild, IsWhatTheWorkReturns) {
    EXPECT_EQ(text_from_child([] { return std::string(); }), "");
    const std::string long_text(1'000'000, 'x');
    EXPECT_EQ(text_from_child([&] { return long_text; }), long_text);
}

TEST(TextFromChild, IsNothingWhenTheChildCrashesOrThrows) {
    EXPECT_EQ(text_from_child([]() -> std::string {
                  raise(SIGSEGV);
                  return "x";
              }),
              std::nullopt);
    EXPECT_EQ(text_from_child([]() -> std::string { throw std::runtime_error("x"); }), std::nullopt);
}

}  // namespace
}  // namespace gren
