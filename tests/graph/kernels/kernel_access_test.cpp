// Every kernel under access_watch.h, which sees each read and write.
#include <gtest/gtest.h>

#include "tests/graph/kernels/access_watch.h"
#include "tests/graph/kernels/kernel_cases.h"

namespace gren::kernel_access_test {

TEST(KernelAccess, no_kernel_races_or_leaves_its_arrays) {
    kernel_cases::all([](const std::string& name, ExactArrays& arrays, const auto& kernel) {
        for (const auto& order : {ThreadOrder::forwards, ThreadOrder::shuffled(1)}) {
            AccessWatch watch(arrays);
            run_on_host(kernel, order, &watch);
            EXPECT_EQ(watch.defects(), std::vector<std::string>{}) << name;
            EXPECT_GE(watch.accesses(), kernel.blocks()) << name;
        }
    });
}

}  // namespace gren::kernel_access_test
