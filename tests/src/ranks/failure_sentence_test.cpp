#include "src/ranks/failure_sentence.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <new>
#include <stdexcept>
#include <system_error>

namespace gren::failure_sentence_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string sentence_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return failure_sentence(error);
    }
    return "nothing was thrown";
}

}  // namespace

TEST(FailureSentence, of_torch_is_its_first_line_without_backtrace) {
    EXPECT_THAT(sentence_of([] {
                    torch::ones({2, 3}).matmul(torch::ones({2, 3}));
                }),
                AllOf(HasSubstr("cannot be multiplied"), Not(HasSubstr("\n")), Not(HasSubstr("frame #"))));
}

TEST(FailureSentence, of_memory_says_what_would_help) {
    EXPECT_THAT(sentence_of([] { torch::empty({std::int64_t{1} << 50}); }),
                AllOf(HasSubstr("out of memory (you tried to allocate 4503599627370496 bytes"),
                      HasSubstr("--batch-per-rank"), Not(HasSubstr("\n"))));
    EXPECT_THAT(sentence_of([] { throw std::bad_alloc(); }),
                HasSubstr("out of memory (no more could be had)"));
}

// Both seen where `ulimit -v` left a little less than a training run wants.
TEST(FailureSentence, of_a_thread_or_a_kernel_that_memory_was_short_for_says_so) {
    EXPECT_THAT(sentence_of([] {
                    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
                }),
                AllOf(HasSubstr("no further thread could be started"), HasSubstr("ulimit -u")));
    EXPECT_THAT(sentence_of([] { throw std::runtime_error("could not create a primitive"); }),
                AllOf(HasSubstr("out of memory (oneDNN: could not create a primitive"),
                      HasSubstr("--batch-per-rank")));
}

TEST(FailureSentence, of_others_is_their_own) {
    EXPECT_EQ(sentence_of([] { throw std::runtime_error("a sentence"); }), "a sentence");
}

}  // namespace gren::failure_sentence_test
