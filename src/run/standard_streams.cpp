#include "src/run/standard_streams.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <stdexcept>

namespace gren {

void hold_standard_streams() {
    // The other way round, so that reading from it or writing to it still fails.
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) < 0)
            (void)!::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void require_output_written() {
    errno = 0;
    std::cout.flush();
    const bool flushed = std::fflush(stdout) == 0;
    if (std::cout.good() && flushed && std::ferror(stdout) == 0) return;
    throw std::runtime_error(
        fmt::format("standard output could not be written ({}): what was printed is not whole; make room, or "
                    "print elsewhere",
                    errno == 0 ? "an earlier part failed" : std::strerror(errno)));
}

}  // namespace gren
