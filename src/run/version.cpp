#include "src/run/version.h"

#include <fmt/format.h>
#include <mpi.h>

#include <opencv2/core/version.hpp>

#include "dataio/shards/hdf5_version.h"

namespace gren {

std::string code_version() {
    return GREN_CODE_VERSION;
}

std::string version_text() {
    return fmt::format(
        "gren {}\nlibtorch {}, Open MPI {}.{}.{}, HDF5 {}, OpenCV {}\n"
        "For research, not for diagnosis. Weights inherit the terms of the data they were trained on.\n",
        code_version(), GREN_TORCH_VERSION, OMPI_MAJOR_VERSION, OMPI_MINOR_VERSION, OMPI_RELEASE_VERSION,
        hdf5_version(), CV_VERSION);
}

}  // namespace gren
