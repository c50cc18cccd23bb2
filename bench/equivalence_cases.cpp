// equivalence_cases FILE, under mpirun: the cases that FILE has, one a line (tests/support/described_case.h),
// each of as many ranks as run. For each, in turn, a line: deviation of the value, the gradient, the
// parameters after the first and the last step, and where the largest is.
#include <torch/utils.h>

#include <fstream>
#include <iostream>
#include <stdexcept>

#include "tests/support/described_case.h"
#include "tests/support/equivalence.h"

int main(int argc, char** argv) {
    torch::set_num_threads(1);
    try {
        gren::MpiSession session;
        gren::World world(session);
        world.set_timeout(std::chrono::seconds(20));  // a case that hangs is wrong
        std::ifstream file(argc == 2 ? argv[1] : "");
        if (!file)
            throw std::invalid_argument(
                "equivalence_cases: no file of cases; expected one argument, its name");
        for (std::string line; std::getline(file, line);) {
            const auto given = gren::described_case(line);
            if (std::ssize(given.rows) != world.size())
                throw std::invalid_argument("the case '" + line + "' is not of " +
                                            std::to_string(world.size()) + " ranks");
            const auto found = gren::deviation(world, given.test, given.images, given.rows);
            if (world.rank() == 0)
                std::cout << found.value << ' ' << found.gradient << ' ' << found.after_first_step << ' '
                          << found.after_last_step << ' ' << found.where << '\n'
                          << std::flush;
        }
        return 0;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n' << std::flush;
        gren::MpiSession::abort_if_started(1);
        return 1;
    }
}
