#include "dataio/child_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace gren {
namespace {

bool send(int pipe_end, const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
        const auto count = ::write(pipe_end, text.data() + sent, text.size() - sent);
        if (count < 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

[[noreturn]] void be_the_child(int pipe_end, const std::function<std::string()>& work,
                               std::chrono::seconds limit) {
    // A crash is this process's answer, not a report on the parent's terminal.
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE}) std::signal(signal, SIG_DFL);
    ::alarm(static_cast<unsigned>(limit.count()));
    try {
        ::_exit(send(pipe_end, work()) ? 0 : 1);
    } catch (...) {
        ::_exit(1);
    }
}

}  // namespace

std::optional<std::string> text_from_child(const std::function<std::string()>& work,
                                           std::chrono::seconds limit) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe can be made to a child process");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no child process can be made");
    if (child == 0) be_the_child(ends[1], work, limit);
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t count = 0; (count = ::read(ends[0], block.data(), block.size())) > 0;)
        text.append(block.data(), static_cast<std::size_t>(count));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status == 0 ? std::optional(text) : std::nullopt;
}

}  // namespace gren
