#include "src/evaluation/kept_memory.h"

#include <malloc.h>

namespace gren {

void keep_freed_memory() {
    mallopt(M_MMAP_MAX, 0);         // memory of its own mapping is unmapped when freed
    mallopt(M_TRIM_THRESHOLD, -1);  // the heap never shrinks
    mallopt(M_ARENA_MAX, 1);        // other arenas' heaps end at 64 MiB
}

}  // namespace gren
