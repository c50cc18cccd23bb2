// A call of MPI that waits for the other ranks and that nothing interrupts: MPI_Init, MPI_Finalize, a new
// communicator. Where one of them is stopped, dead or cut off, MPI itself would wait for ever.
#pragma once

#include <chrono>
#include <future>
#include <thread>

namespace gren {

class BlockingCall {
  public:
    // From here to the end of the scope. After `patience` the process says what it waited for and ends with
    // 1, by which its launcher ends the other ranks: no exception leaves such a call. `call` must outlive it.
    BlockingCall(const char* call, std::chrono::milliseconds patience);
    ~BlockingCall();
    BlockingCall(const BlockingCall&) = delete;
    BlockingCall& operator=(const BlockingCall&) = delete;

  private:
    std::promise<void> returned_;
    std::jthread watch_;
};

}  // namespace gren
