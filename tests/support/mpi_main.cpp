// main of every test under mpirun: all ranks run all tests; a failure on any rank fails the program on every
// rank.
#include "tests/support/mpi_main.h"

#include <gtest/gtest.h>

#include "distributed/agreement.h"

namespace gren {

static World* the_world = nullptr;
World& test_world() {
    return *the_world;
}

}  // namespace gren

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    torch::set_num_threads(1);
    gren::MpiSession session;
    gren::World world(session);
    gren::the_world = &world;
    if (world.rank() !=
        0) {  // one voice, but a failing rank is heard: the listener prints failures by itself
        auto& listeners = testing::UnitTest::GetInstance()->listeners();
        delete listeners.Release(listeners.default_result_printer());
        class FailurePrinter : public testing::EmptyTestEventListener {
            void OnTestPartResult(const testing::TestPartResult& result) override {
                if (result.failed())
                    std::cerr << "[rank " << gren::test_world().rank() << "] " << result.file_name() << ":"
                              << result.line_number() << ": " << result.summary() << "\n";
            }
        };
        listeners.Append(new FailurePrinter);
    }
    const bool failed = RUN_ALL_TESTS() != 0;
    return gren::any_rank(world, failed) ? 1 : 0;
}
