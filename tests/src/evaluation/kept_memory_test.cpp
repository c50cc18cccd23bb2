// What memory costs that was had before, as Linux counts it.
#include "src/evaluation/kept_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdlib>
#include <thread>

namespace gren::kept_memory_test {
namespace {

constexpr std::size_t kPage = 4096, kPages = 20'000;  // 78 MiB, more than a heap of another arena holds

// Page faults of taking the memory, touching every page and freeing it.
long faults_of_a_use() {
    rusage before{}, after{};
    getrusage(RUSAGE_THREAD, &before);
    void* memory = nullptr;
    if (posix_memalign(&memory, 64, kPage * kPages) != 0) std::abort();  // as torch does
    auto* bytes = static_cast<volatile char*>(memory);
    for (std::size_t page = 0; page < kPages; ++page) bytes[page * kPage] = 1;
    std::free(memory);
    getrusage(RUSAGE_THREAD, &after);
    return after.ru_minflt - before.ru_minflt;
}

long faults_in_a_new_thread() {
    long faults = 0;
    std::thread([&] { faults = faults_of_a_use(); }).join();
    return faults;
}

TEST(KeptMemory, memory_had_before_costs_no_page_faults) {
    faults_of_a_use();
    EXPECT_GT(faults_of_a_use(), kPages / 2);
    keep_freed_memory();
    faults_in_a_new_thread();  // had for the first time
    EXPECT_LT(faults_in_a_new_thread(), 100);
    EXPECT_LT(faults_of_a_use(), 100);
}

}  // namespace
}  // namespace gren::kept_memory_test
