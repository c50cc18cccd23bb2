// Rank 1 fails while the others wait for it in a collective: it must take them along.
#include <iostream>
#include <stdexcept>

#include "distributed/collectives.h"

int main() {
    try {
        gren::MpiSession session;
        gren::World world(session);
        if (world.rank() == 1) throw std::runtime_error("rank 1 cannot go on");
        gren::barrier(world);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        gren::MpiSession::abort_if_started(3);
        return 1;
    }
}
