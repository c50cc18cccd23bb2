#include "src/run/stop_signals.h"

#include <csignal>
#include <ctime>

namespace gren {
namespace {

constexpr int kSignals[] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2};

// What handlers touch: lock-free, and clock_gettime may be called in one.
volatile std::sig_atomic_t the_signal = 0;
timespec the_time = {};

void set_handlers(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : kSignals) sigaction(signal, &action, nullptr);
}

bool is_long_after_the_first() {
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec - the_time.tv_sec > 1 ||
           (now.tv_sec - the_time.tv_sec == 1 && now.tv_nsec >= the_time.tv_nsec);
}

void remember(int signal) {
    if (the_signal == 0) {
        clock_gettime(CLOCK_MONOTONIC, &the_time);
        the_signal = signal;
    } else if (is_long_after_the_first()) {
        set_handlers(SIG_DFL);
        raise(signal);
    }
}

}  // namespace

StopSignals::StopSignals() {
    the_signal = 0;
    set_handlers(remember);
}

StopSignals::~StopSignals() {
    set_handlers(SIG_DFL);
}

bool StopSignals::received() const {
    return the_signal != 0;
}

const char* StopSignals::name() const {
    switch (the_signal) {
        case SIGTERM:
            return "SIGTERM";
        case SIGINT:
            return "SIGINT";
        case SIGUSR1:
            return "SIGUSR1";
        default:
            return "SIGUSR2";
    }
}

}  // namespace gren
