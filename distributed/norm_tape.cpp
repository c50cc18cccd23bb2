#include "distributed/norm_tape.h"

namespace gren {
namespace {

thread_local NormTape* tape_of_thread = nullptr;

}  // namespace

NormTape* NormTape::of_this_thread() {
    return tape_of_thread;
}

NormTapeGuard::NormTapeGuard(NormTape& tape, Mode mode) {
    tape.replays_ = mode == Mode::replay;
    tape.next_ = 0;
    tape_of_thread = &tape;
}

NormTapeGuard::~NormTapeGuard() {
    tape_of_thread = nullptr;
}

}  // namespace gren
