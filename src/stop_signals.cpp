#include "src/stop_signals.h"

#include <csignal>

namespace gren {
namespace {

constexpr int kSignals[] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2};

volatile std::sig_atomic_t the_signal = 0;  // what a handler may touch is no more than this

void set_handlers(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : kSignals) sigaction(signal, &action, nullptr);
}

void remember(int signal) {
    the_signal = signal;
    set_handlers(SIG_DFL);  // the second one ends the process
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
