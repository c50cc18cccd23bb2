#include "distributed/session/blocking_call.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "distributed/session/host_name.h"

namespace gren {
namespace {

std::string waited_in_vain(const char* call, std::chrono::milliseconds patience) {
    return fmt::format(
        "gren: {} on {} has waited {:.1f} s for the other ranks: one is stopped, dead, cut off, "
        "or still loading its libraries or writing its results; look for it on its host, "
        "or give it longer by --timeout of train, prepare or evaluate\n",
        call, host_name(), std::chrono::duration<double>(patience).count());
}

void watch(const std::future<void>& returned, const char* call, std::chrono::milliseconds patience) {
    if (returned.wait_for(patience) == std::future_status::ready) return;
    std::cerr << waited_in_vain(call, patience) << std::flush;
    _exit(1);
}

}  // namespace

BlockingCall::BlockingCall(const char* call, std::chrono::milliseconds patience)
    : watch_(watch, returned_.get_future(), call, patience) {}

BlockingCall::~BlockingCall() {
    returned_.set_value();
}

}  // namespace gren
