// main of every test under mpirun: all ranks run all tests; a failure on any rank fails the program
// on every rank.
#include "tests/support/mpi_main.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "distributed/agreement.h"
#include "distributed/gpu/gpu.h"

namespace gren {
namespace {

const MpiSession* the_session = nullptr;
World* the_world = nullptr;

// What ranks other than 0 print: their failures.
class FailurePrinter : public testing::EmptyTestEventListener {
    void OnTestPartResult(const testing::TestPartResult& result) override {
        if (result.failed())
            std::cerr << "[rank " << the_world->rank() << "] " << result.file_name() << ":"
                      << result.line_number() << ": " << result.summary() << '\n';
    }
};

// GREN_TEST_DEVICE=cuda runs a test of many ranks on GPUs, or on one that they share: each rank is then a
// host of its own for NCCL, which refuses two on one GPU. bench/gpu.sh does so.
void take_test_device(World& world) {
    const char* device = std::getenv("GREN_TEST_DEVICE");
    if (device == nullptr || std::string(device) != "cuda") return;
    const int visible = gpu_facts().visible;
    if (visible == 0)
        throw std::runtime_error("GREN_TEST_DEVICE=cuda: no GPU that this build can use; expected one");
    setenv("NCCL_HOSTID", ("test-" + std::to_string(world.rank())).c_str(), 1);
    world.use_gpu(world.local_rank() % visible);
}

int run_all_tests(const MpiSession& session, World& world) {
    the_session = &session;
    the_world = &world;
    // A rank that fails may leave a collective out: the others then get a sentence instead of
    // the test's time-out.
    world.set_timeout(std::chrono::seconds(60));
    if (world.rank() != 0) {
        auto& listeners = testing::UnitTest::GetInstance()->listeners();
        delete listeners.Release(listeners.default_result_printer());
        listeners.Append(new FailurePrinter);
    }
    const bool failed = RUN_ALL_TESTS() != 0;
    if (testing::UnitTest::GetInstance()->test_to_run_count() == 0)
        throw std::runtime_error("no test ran: " + testing::GTEST_FLAG(filter));
    return any_rank(world, failed) ? 1 : 0;
}

}  // namespace

World& test_world() {
    return *the_world;
}

const MpiSession& test_session() {
    return *the_session;
}

}  // namespace gren

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    torch::set_num_threads(1);
    try {
        gren::MpiSession session;
        gren::World world(session);
        gren::take_test_device(world);
        return gren::run_all_tests(session, world);
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        gren::MpiSession::abort_if_started(1);
        return 1;
    }
}
