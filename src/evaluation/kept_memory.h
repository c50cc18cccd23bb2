// Freed memory that stays with the process, for networks on a CPU.
#pragma once

namespace gren {

// From here on malloc keeps what is freed for the next request, of whichever thread; for the whole process,
// which holds its greatest need until it ends. Otherwise glibc returns a large tensor to the system when it
// is freed, and the next one of that size costs a page fault every 4 KiB. REQUIRES: no thread was started
// yet, since those have arenas of their own that large tensors do not fit into.
void keep_freed_memory();

}  // namespace gren
