// Kernels with one defect each, and what the watch says of it.
#include "tests/graph/kernels/access_watch.h"

#include <gtest/gtest.h>

#include <set>

namespace gren::access_watch_test {
namespace {

constexpr int kCount = 7;  // threads of a block, elements of each array

template <typename Body>
struct Written {
    static constexpr int kThreads = kCount;
    struct Shared {
        unsigned value[kThreads], other[kThreads];
    };
    struct Thread {
        unsigned value;
    };
    const Body& body;

    std::int64_t blocks() const { return 2; }
    template <typename Block>
    void run(std::int64_t index, Block& block) const {
        body(index, block);
    }
};

using Kinds = std::set<std::string>;

struct Arrays {
    ExactArrays exact;
    const unsigned* in = exact.read<unsigned>("in", kCount);
    unsigned* out = exact.overwritten<unsigned>("out", kCount);
};

// The kinds of defects of a kernel of two blocks, whose body takes the arrays, too; alike in each order.
template <typename Body>
Kinds defects(const Body& body) {
    const Arrays arrays;
    const auto bound = [&](std::int64_t index, auto& block) {
        if (index == 0) block.each([&](int t, auto&) { arrays.out[t] = arrays.in[t]; });
        body(index, block, arrays.in, arrays.out);
    };
    Kinds found;
    for (const auto& order : {ThreadOrder::forwards, ThreadOrder::backwards, ThreadOrder::shuffled(1)}) {
        AccessWatch watch(arrays.exact);
        run_on_host(Written<decltype(bound)>{bound}, order, &watch);
        for (auto defect : watch.defects()) {
            defect.resize(defect.find_first_of("(,"));
            while (defect.back() == ' ') defect.pop_back();
            found.insert(defect);
        }
    }
    return found;
}

}  // namespace

TEST(AccessWatch, says_nothing_of_a_kernel_without_a_defect) {
    const auto found = defects([](auto, auto& block, const unsigned* in, unsigned*) {
        block.each([&](int t, auto& mine) { block.shared.value[t] = mine.value = in[kCount - 1 - t]; });
        block.each([&](int t, auto& mine) { mine.value += block.shared.value[kCount - 1 - t]; });
    });
    EXPECT_EQ(found, Kinds{});
}

TEST(AccessWatch, sees_a_missing_barrier) {
    const auto found = defects([](auto, auto& block, const unsigned* in, unsigned*) {
        block.each([&](int t, auto&) { block.shared.value[t] = in[t]; });
        block.each([&](int t, auto&) {
            if (t < kCount / 2) block.shared.value[t] += block.shared.value[t + 1];
        });
    });
    EXPECT_EQ(found, (Kinds{"shared memory: read while another thread writes",
                            "shared memory: written while another thread reads"}));
}

TEST(AccessWatch, sees_two_writers_of_equal_values) {
    const auto found = defects([](auto index, auto& block, const unsigned*, unsigned* out) {
        block.each([&](int t, auto&) { block.shared.value[t / 2] = 7; });
        block.each([&](int, auto&) {
            if (index == 0) out[0] = 7;
        });
    });
    EXPECT_EQ(found,
              (Kinds{"shared memory: two threads write one element", "out: two threads write one element"}));
}

TEST(AccessWatch, sees_that_no_barrier_orders_blocks) {
    const auto writes = defects([](auto index, auto& block, const unsigned* in, unsigned* out) {
        block.each([&](int t, auto&) {
            if (index == 1) out[t] = in[t];
        });
    });
    EXPECT_EQ(writes, (Kinds{"out: two threads write one element"}));

    const auto reads = defects([](auto index, auto& block, const unsigned*, unsigned* out) {
        block.each([&](int t, auto&) {
            if (index == 1) block.shared.value[t] = out[t];
        });
    });
    EXPECT_EQ(reads, (Kinds{"out: read while another thread writes", "out: read before it is written",
                            "out: written while another thread reads"}));
}

// Allocators round 28 bytes up: an eighth element is nobody's, and harms nobody.
TEST(AccessWatch, sees_one_element_too_many) {
    const auto behind = defects([](auto, auto& block, const unsigned* in, unsigned*) {
        block.each([&](int t, auto& mine) { mine.value = in[t + 1]; });
    });
    EXPECT_EQ(behind, (Kinds{"reads outside every array"}));

    const auto before = defects([](auto, auto& block, const unsigned* in, unsigned*) {
        block.each([&](int t, auto& mine) { mine.value = in[t - 1]; });
    });
    EXPECT_EQ(before, (Kinds{"reads outside every array"}));

    const auto written = defects([](auto index, auto& block, const unsigned* in, unsigned* out) {
        block.each([&](int t, auto&) {
            if (index == 1 && t == 0) out[kCount] = in[0];
        });
    });
    EXPECT_EQ(written, (Kinds{"writes outside every array"}));
}

// The compiler's own check, which the program is built with: it stops.
TEST(AccessWatchDeathTest, sees_an_index_beyond_an_array_within_shared_memory) {
    const auto touch = [](int index) {
        return defects([index](auto, auto& block, const unsigned* in, unsigned*) {
            block.each([&](int t, auto&) {
                if (t == 0) block.shared.value[index] = in[0];
            });
        });
    };
    EXPECT_EQ(touch(kCount - 1), Kinds{});
    EXPECT_DEATH(touch(kCount), "");
}

TEST(AccessWatch, sees_what_was_never_written) {
    const auto found = defects([](auto, auto& block, const unsigned*, unsigned*) {
        block.each([&](int t, auto& mine) {
            block.shared.value[t] = 0;
            mine.value = 0;
        });
    });
    EXPECT_EQ(found, Kinds{});

    const auto shared = defects([](auto, auto& block, const unsigned*, unsigned*) {
        block.each([&](int t, auto& mine) { mine.value = block.shared.value[t]; });
    });
    EXPECT_EQ(shared, (Kinds{"shared memory: read before it is written"}));

    ExactArrays arrays;
    arrays.overwritten<int>("out", 1);
    EXPECT_EQ(AccessWatch(arrays).defects(), std::vector<std::string>{"out: never written (element 0)"});
}

TEST(AccessWatch, sees_a_write_to_an_argument) {
    const auto found = defects([](auto index, auto& block, const unsigned* in, unsigned*) {
        block.each([&](int t, auto&) {
            if (index == 1) const_cast<unsigned*>(in)[t] = 0;
        });
    });
    EXPECT_TRUE(found.contains("in: a read-only array is written"));
}

TEST(AccessWatch, sees_a_variable_that_each_thread_would_have_of_its_own) {
    const auto found = defects([](auto, auto& block, const unsigned* in, unsigned*) {
        unsigned sum = 0;
        block.each([&](int t, auto&) { sum += in[t]; });
        block.each([&](int t, auto&) { block.shared.value[t] = sum; });
    });
    EXPECT_EQ(found, (Kinds{"writes a variable from outside the phase"}));
}

TEST(AccessWatch, sees_what_is_touched_outside_a_phase) {
    const auto found = defects([](auto, auto& block, const unsigned*, unsigned*) {
        block.each([&](int t, auto&) { block.shared.value[t] = 1; });
        block.shared.value[0] += 1;
    });
    EXPECT_EQ(found, (Kinds{"shared memory: touched outside a phase"}));
}

}  // namespace gren::access_watch_test
