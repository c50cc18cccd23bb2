#include "dataio/folder_lock.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>

#include "dataio/data_error.h"
#include "dataio/text_file.h"

namespace gren {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

void write(PosixFile& file, const std::string& text) {
    file.write_at(0, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    file.sync();
}

// False where the file is there already.
bool make_with(const fs::path& file, const std::string& text) {
    auto made = PosixFile::create_new(file);
    if (!made) return false;
    try {
        write(*made, text);
    } catch (const DataError&) {
        std::error_code ignored;
        fs::remove(file, ignored);
        throw;
    }
    return true;
}

std::string seconds_of(std::chrono::milliseconds time) {
    return fmt::format("{} s", std::chrono::duration<double>(time).count());
}

}  // namespace

FolderLock::FolderLock(const fs::path& file) : FolderLock(file, {}, {}) {}

FolderLock::FolderLock(const fs::path& file, const Waiting& waiting, Patience patience)
    : lock_file_(file),
      file_(holder_of(file)),
      patience_(patience),
      kernel_lock_(PosixFile::create(file)),
      own_(this_process()) {
    acquire(waiting);
    last_beat_ = Clock::now();
    sigset_t all, before;  // signals are for the program's own threads
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    beats_ = std::jthread([this](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!stops_.wait_for(lock, stop, patience_.beat, [&] { return stop.stop_requested(); })) beat();
    });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

fs::path FolderLock::holder_of(const fs::path& file) {
    return file.string() + ".holder";
}

FolderLock::~FolderLock() {
    beats_.request_stop();
    beats_.join();
    const auto text = read_contents(file_);
    const auto holder = holder_from(text.value_or(""));
    std::error_code ignored;
    if (holder && holder->is(own_)) fs::remove(file_, ignored);
}

// The holder's file is opened anew for each look: that is when a network's file system asks its server.
void FolderLock::acquire(const Waiting& waiting) {
    const bool granted = kernel_lock_.try_lock();
    if (const auto holder = holder_from(read_contents(file_).value_or(""));
        !granted && (!holder || holder->boot == own_.boot))
        refuse(holder);
    const auto start = Clock::now();
    while (!make_with(file_, own_.text())) {
        const auto text = read_contents(file_).value_or("");
        const auto holder = holder_from(text);
        if (!holder || holder->boot != own_.boot) {
            if (is_silent(text, waiting)) take_away(text);
        } else if (!runs_here(*holder)) {
            take_away(text);
        } else if (Clock::now() - start >
                   std::chrono::seconds(1)) {  // of one that is ending the lock goes first
            refuse(holder);
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

bool FolderLock::is_silent(const std::string& text, const Waiting& waiting) const {
    const auto says = [&](const std::string& what) {
        const auto holder = holder_from(text);
        if (waiting)
            waiting(fmt::format("{}: {} {}\n", lock_file_.string(),
                                holder ? holder->name() : "a process of which nothing can be read", what));
    };
    const auto silence = seconds_of(patience_.silence);
    says(fmt::format("holds this folder; waiting {} for a sign of life", silence));
    for (const auto start = Clock::now(); Clock::now() - start < patience_.silence;) {
        std::this_thread::sleep_for(std::min(patience_.beat, std::chrono::milliseconds(1000)));
        const auto found = read_contents(file_).value_or("");
        if (found != text && !found.empty() && !text.empty()) refuse(holder_from(found));
        if (found != text) return false;
        if (waiting) waiting("");
    }
    says(fmt::format("gave none for {}: taken over", silence));
    return true;
}

// Of two that do so at once, one may find that it took the other's new one: that goes back.
void FolderLock::take_away(const std::string& text) const {
    const fs::path aside = fmt::format("{}.{}.{}", file_.string(), own_.host, own_.process);
    std::error_code error;
    fs::rename(file_, aside, error);
    if (error) return;
    const auto taken = read_contents(aside).value_or("");
    if (taken != text) fs::create_hard_link(aside, file_, error);
    fs::remove(aside, error);
    if (taken != text) refuse(holder_from(taken));
}

void FolderLock::refuse(const std::optional<LockHolder>& holder) const {
    throw DataError(fmt::format(
        "{}: another process is at work in this folder{}; wait for its end or choose another folder",
        lock_file_.string(), holder ? ", " + holder->name() : ""));
}

void FolderLock::beat() const {
    const auto text = read_contents(file_);
    const auto holder = holder_from(text.value_or(""));
    if (holder && !holder->is(own_)) lost_to_ = holder->name();
    if (!lost_to_.empty()) return;
    ++own_.beats;
    last_beat_ = Clock::now();
    try {
        if (!text && make_with(file_, own_.text())) return;
        auto file = PosixFile::open_for_writing(file_);
        write(file, own_.text());
    } catch (const DataError&) {
        // Whoever writes what matters will meet it, too, and say so.
    }
}

void FolderLock::require_held() const {
    const std::scoped_lock lock(mutex_);
    if (Clock::now() - last_beat_ > 2 * patience_.beat) beat();
    if (!lost_to_.empty())
        throw DataError(fmt::format(
            "{}: was taken over by {} while this process, or its disk, stood still for {} or longer; "
            "it ends, so that one alone writes here",
            lock_file_.string(), lost_to_, seconds_of(patience_.silence)));
}

}  // namespace gren
