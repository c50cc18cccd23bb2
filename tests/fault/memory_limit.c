/* Preloaded into a program by tests/system/memory.sh: its tensors may have $GREN_MEMORY_LIMIT bytes, and getrlimit() says so
   of the address space. A real limit would also meet the libraries under torch, some of which do not survive it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { kAlignment = 64, kLeast = 1 << 12, kSlots = 1 << 16 }; /* of torch's tensors; smaller ones are not counted */

static struct {
    void* pointer;
    size_t size;
} held[kSlots];
static long long used;
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void lock(void) {
    while (atomic_flag_test_and_set(&busy)) usleep(1);
}

static void unlock(void) { atomic_flag_clear(&busy); }

static long long limit(void) {
    const char* text = getenv("GREN_MEMORY_LIMIT");
    return text ? atoll(text) : INT64_MAX / 2;
}

int posix_memalign(void** pointer, size_t alignment, size_t size) {
    static int (*real)(void**, size_t, size_t);
    if (!real) real = (int (*)(void**, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
    if (alignment != kAlignment || size < kLeast) return real(pointer, alignment, size);
    lock();
    int result = used + (long long)size > limit() ? ENOMEM : real(pointer, alignment, size);
    if (result == 0) {
        size_t slot = ((uintptr_t)*pointer >> 6) % kSlots;
        while (held[slot].pointer) slot = (slot + 1) % kSlots;
        held[slot].pointer = *pointer;
        held[slot].size = size;
        used += (long long)size;
    }
    unlock();
    return result;
}

void free(void* pointer) {
    static void (*real)(void*);
    if (!real) real = (void (*)(void*))dlsym(RTLD_NEXT, "free");
    if (((uintptr_t)pointer & (kAlignment - 1)) == 0 && pointer) {
        lock();
        const size_t first = ((uintptr_t)pointer >> 6) % kSlots;
        for (size_t i = 0; i < 64; ++i) { /* where it would lie: none is so far from its place */
            const size_t slot = (first + i) % kSlots;
            if (held[slot].pointer != pointer) continue;
            held[slot].pointer = NULL;
            used -= (long long)held[slot].size;
            break;
        }
        unlock();
    }
    real(pointer);
}

int getrlimit(__rlimit_resource_t resource, struct rlimit* found) {
    static int (*real)(__rlimit_resource_t, struct rlimit*);
    if (!real) real = (int (*)(__rlimit_resource_t, struct rlimit*))dlsym(RTLD_NEXT, "getrlimit");
    const int result = real(resource, found);
    if (resource != RLIMIT_AS || !getenv("GREN_MEMORY_LIMIT")) return result;
    long long pages = 0;
    FILE* statm = fopen("/proc/self/statm", "r");
    if (statm && fscanf(statm, "%lld", &pages) != 1) pages = 0;
    if (statm) fclose(statm);
    found->rlim_cur = (rlim_t)(pages * sysconf(_SC_PAGESIZE) + limit() - used);
    return result;
}
