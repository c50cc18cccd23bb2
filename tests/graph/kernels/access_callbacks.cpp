// What -fsanitize=thread calls, in the place of ThreadSanitizer's library.
#include "tests/graph/kernels/access_watch.h"

namespace {

// An inline function of the standard library that is used here may be linked from a watched source.
bool answering = false;

void answer(const void* at, std::size_t bytes, bool write, const void* frame) {
    if (answering) return;
    answering = true;
    if (auto* watch = gren::access_watch()) watch->access(at, bytes, write, frame);
    answering = false;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the names are the compiler's
#define GREN_ACCESS(name, bytes, write)                       \
    extern "C" void __tsan_##name(void* at);                  \
    extern "C" void __tsan_##name(void* at) {                 \
        answer(at, bytes, write, __builtin_frame_address(0)); \
    }
#define GREN_ACCESSES(bytes)                         \
    GREN_ACCESS(read##bytes, bytes, false)           \
    GREN_ACCESS(write##bytes, bytes, true)           \
    GREN_ACCESS(unaligned_read##bytes, bytes, false) \
    GREN_ACCESS(unaligned_write##bytes, bytes, true)
GREN_ACCESSES(1)
GREN_ACCESSES(2)
GREN_ACCESSES(4)
GREN_ACCESSES(8)
GREN_ACCESSES(16)

extern "C" {
void __tsan_read_range(void* at, std::size_t bytes);
void __tsan_write_range(void* at, std::size_t bytes);
void __tsan_init();
void __tsan_func_entry(void*);
void __tsan_func_exit();
void __tsan_vptr_update(void*, void*);
int __tsan_atomic32_fetch_add(volatile int* at, int value, int order);
int __tsan_atomic32_fetch_sub(volatile int* at, int value, int order);

void __tsan_read_range(void* at, std::size_t bytes) {
    answer(at, bytes, false, __builtin_frame_address(0));
}
void __tsan_write_range(void* at, std::size_t bytes) {
    answer(at, bytes, true, __builtin_frame_address(0));
}
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void*, void*) {}

// Counts of references, in GoogleTest's headers; no kernel has an atomic.
int __tsan_atomic32_fetch_add(volatile int* at, int value, int) {
    return __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST);
}
int __tsan_atomic32_fetch_sub(volatile int* at, int value, int) {
    return __atomic_fetch_sub(at, value, __ATOMIC_SEQ_CST);
}
}
// NOLINTEND(bugprone-reserved-identifier)
