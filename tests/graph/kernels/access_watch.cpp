#include "tests/graph/kernels/access_watch.h"

#include <pthread.h>

#include <algorithm>

namespace gren {
namespace {

AccessWatch* living = nullptr;

std::uintptr_t address(const void* at) {
    return reinterpret_cast<std::uintptr_t>(at);
}

std::uintptr_t end_of_stack() {
    pthread_attr_t attributes;
    void* begin = nullptr;
    std::size_t bytes = 0;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &begin, &bytes);
    pthread_attr_destroy(&attributes);
    return address(begin) + bytes;
}

}  // namespace

AccessWatch* access_watch() {
    return living;
}

AccessWatch::AccessWatch(const ExactArrays& arrays) : stack_end_(end_of_stack()) {
    for (const auto& a : arrays.all()) {
        const auto begin = address(a.data.get());
        arrays_.push_back(
            {a.name, begin, begin + a.bytes, a.element, a.use, std::vector<Element>(a.bytes / a.element)});
    }
    living = this;
}

AccessWatch::~AccessWatch() {
    living = nullptr;
}

void AccessWatch::begin_block(const Block& block) {
    const auto shared = address(block.shared);
    shared_ = {"shared memory",
               shared,
               shared + block.shared_bytes,
               1,
               ArrayUse::overwritten,
               std::vector<Element>(block.shared_bytes)};
    own_ = address(block.own);
    own_bytes_ = block.own_bytes;
    own_end_ = own_ + own_bytes_ * static_cast<std::size_t>(block.threads);
    block_ = block.index;
    phase_ = 0;
    in_block_ = true;
}

void AccessWatch::begin_thread(int thread, const void* frame) {
    frame_ = address(frame);
    thread_ = thread;
}

void AccessWatch::end_block() {
    in_block_ = false;
    shared_.begin = shared_.end = 0;
}

void AccessWatch::access(const void* at, std::size_t bytes, bool write, const void* frame) {
    if (!in_block_) return;
    ++accesses_;
    const auto first = address(at), end = first + bytes;
    const auto in = [&](const Region& r) { return first >= r.begin && end <= r.end; };
    auto region = std::find_if(arrays_.begin(), arrays_.end(), in);
    auto* found = region != arrays_.end() ? &*region : in(shared_) ? &shared_ : nullptr;
    if (!found) return touch_elsewhere(first, bytes, write, frame);
    const auto last = (end - 1 - found->begin) / found->element;
    for (auto i = (first - found->begin) / found->element; i <= last; ++i) touch(*found, i, write);
}

void AccessWatch::touch_elsewhere(std::uintptr_t at, std::size_t bytes, bool write, const void* frame) {
    if (thread_ == kNobody) return;  // run()'s variables, and host_block.h's
    if (at >= own_ && at < own_end_) {
        const auto mine = own_ + own_bytes_ * static_cast<std::size_t>(thread_);
        if (at < mine || at + bytes > mine + own_bytes_)
            report("touches another thread's registers", nullptr, 0);
    } else if (at >= frame_ && at < stack_end_) {
        if (write) report("writes a variable from outside the phase", nullptr, 0);
    } else if (at < address(frame) || at >= frame_) {
        report(write ? "writes outside every array" : "reads outside every array", nullptr, 0);
    }
}

// Whether nothing orders an earlier access and the present one.
bool AccessWatch::unordered(const Stamp& earlier) const {
    if (earlier.block == kNobody) return false;
    if (earlier.block != block_) return true;
    return earlier.phase == phase_ && earlier.thread != thread_;
}

void AccessWatch::touch(Region& region, std::size_t index, bool write) {
    auto& element = region.elements[index];
    if (thread_ == kNobody) {
        if (region.use != ArrayUse::read) report("touched outside a phase", &region, index);
        return;
    }
    if (unordered(element.write))
        report(write ? "two threads write one element" : "read while another thread writes", &region, index);
    if (write) {
        if (region.use == ArrayUse::read) report("a read-only array is written", &region, index);
        if (unordered(element.read)) report("written while another thread reads", &region, index);
        element.write = {block_, phase_, thread_};
        return;
    }
    if (region.use == ArrayUse::overwritten && element.write.block == kNobody)
        report("read before it is written", &region, index);
    auto& read = element.read;
    const bool other_block = read.block != kNobody && read.block != block_;
    const bool other_thread = read.block == block_ && read.phase == phase_ && read.thread != thread_;
    read = {other_block ? kSeveral : block_, phase_, other_thread ? kSeveral : thread_};
}

void AccessWatch::report(const std::string& kind, const Region* region, std::size_t index) {
    const auto what = region ? region->name + ": " + kind : kind;
    if (std::find(seen_.begin(), seen_.end(), what) != seen_.end()) return;
    seen_.push_back(what);
    defects_.push_back(what + (region ? " (element " + std::to_string(index) + ")" : "") + ", block " +
                       std::to_string(block_) + ", phase " + std::to_string(phase_) + ", thread " +
                       std::to_string(thread_));
}

std::vector<std::string> AccessWatch::defects() const {
    auto all = defects_;
    for (const auto& a : arrays_) {
        const auto missing = std::find_if(a.elements.begin(), a.elements.end(),
                                          [](const Element& e) { return e.write.block == kNobody; });
        if (a.use == ArrayUse::overwritten && missing != a.elements.end())
            all.push_back(a.name + ": never written (element " +
                          std::to_string(missing - a.elements.begin()) + ")");
    }
    return all;
}

}  // namespace gren
