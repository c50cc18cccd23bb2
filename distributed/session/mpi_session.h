// MPI's lifetime: started by the constructor, finalized by the destructor.
#pragma once

#include <chrono>

namespace gren {

class MpiSession {
  public:
    // `patience`: how long a rank waits for the others in calls that nothing interrupts (blocking_call.h).
    // Throws std::runtime_error: MPI gives less than MPI_THREAD_MULTIPLE; the launcher started more
    // ranks than became one world; messages between them do not arrive.
    explicit MpiSession(std::chrono::milliseconds patience = std::chrono::minutes(30));
    ~MpiSession();  // MPI_Finalize, unless an exception is in flight: then abort() is main's business
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    std::chrono::milliseconds patience() const { return patience_; }
    int rank() const { return rank_; }
    int size() const { return size_; }
    int local_rank() const { return local_rank_; }  // among the ranks of this host
    int local_size() const { return local_size_; }  // how many of them there are

    // While MPI runs: takes the other ranks down with this one and does not return. Otherwise: nothing.
    static void abort_if_started(int exit_code);

  private:
    std::chrono::milliseconds patience_;
    int rank_ = 0, size_ = 1, local_rank_ = 0, local_size_ = 1;
};

}  // namespace gren
