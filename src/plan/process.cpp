#include "src/plan/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "src/training/start_notices.h"

namespace gren::plan {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(50);
constexpr int kCannotStart = 127;  // as a shell says it

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) sigaddset(&set, signal);
    return set;
}

// Between fork and exec: only what may be called there. A signal that comes before the program takes it ends
// the process, instead of being kept by this program's handler and forgotten.
[[noreturn]] void become(char* const* words, pid_t parent) {
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) std::signal(signal, SIG_DFL);
    const auto set = stop_signals();
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(kCannotStart);  // it ended before that was set
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    ::execvp(words[0], words);
    const char* reason = std::strerror(errno);
    for (const char* part : {static_cast<const char*>(words[0]), ": cannot be started (", reason, ")\n"})
        (void)!::write(STDERR_FILENO, part, std::strlen(part));
    ::_exit(kCannotStart);
}

}  // namespace

int run_and_wait(const std::vector<std::string>& words, const StopSignals& signals) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::setenv(kSignalsArePassedOn, "1", 1);
    const auto self = ::getpid();
    const auto set = stop_signals();
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    const pid_t child = ::fork();
    if (child == 0) become(arguments.data(), self);
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    if (child < 0) throw std::runtime_error("no process can be made; is the limit of processes reached?");

    bool passed_on = false;
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        if (signals.received() && !passed_on) {
            ::kill(child, SIGUSR1);
            passed_on = true;
        }
        std::this_thread::sleep_for(kPollInterval);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace gren::plan
