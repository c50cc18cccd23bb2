// main of every test of one process: a filter that matches no test is a failure.
#include <gtest/gtest.h>

#include <iostream>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const int failed = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() > 0) return failed;
    std::cerr << "no test ran: " << testing::GTEST_FLAG(filter) << '\n';
    return 1;
}
