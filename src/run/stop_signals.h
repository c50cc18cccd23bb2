// A request to stop: SIGTERM, SIGINT, SIGUSR1 or SIGUSR2 on any rank. The step under way is finished and a
// checkpoint written; a second signal, a second or more after the first, ends the process at once (Slurm
// preempts with two of them within milliseconds).
#pragma once

namespace gren {

inline constexpr int kStoppedBySignal = 75;  // exit code: stopped after saving; start again to go on

// Takes the four signals while it lives; one at a time in a process. mpirun passes SIGUSR1 and SIGUSR2 on to
// its ranks; what it sends on SIGTERM leaves them about a second.
class StopSignals {
  public:
    StopSignals();
    ~StopSignals();  // gives them back
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    bool received() const;
    const char* name() const;  // "SIGUSR1"; REQUIRES received()
};

}  // namespace gren
