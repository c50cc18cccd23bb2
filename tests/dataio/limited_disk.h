// A disk that is full after so many bytes of any one file.
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/dataio/small_dataset.h"
#include "tests/support/refusal.h"

namespace gren {

// The DataError that `action` throws in a child process whose files cannot grow beyond `bytes`.
// "the child did not end well" when it was killed, also while it left the program.
template <class Action>
std::string error_on_limited_disk(rlim_t bytes, Action&& action) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);  // so that write() returns EFBIG
        rlimit own{};
        getrlimit(RLIMIT_FSIZE, &own);
        const rlimit limit{bytes, own.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        const std::string message = refusal(action);
        setrlimit(RLIMIT_FSIZE, &own);  // what a profiler writes at the end is not the action's
        const bool sent =
            write(ends[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
        std::exit(sent ? 0 : 1);
    }
    close(ends[1]);
    std::string message;
    char block[256];
    for (ssize_t count = 0; (count = ::read(ends[0], block, sizeof block)) > 0;)
        message.append(block, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return status == 0 ? message : "the child did not end well";
}

}  // namespace gren
