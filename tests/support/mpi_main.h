// The one session and World of a test program under mpirun, made by the main function in mpi_main.cpp before
// any test runs.
#pragma once

#include "distributed/world.h"

namespace gren {

World& test_world();
const MpiSession& test_session();  // that of test_world()

}  // namespace gren
