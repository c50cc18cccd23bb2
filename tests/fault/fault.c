/* Preloaded into a rank by tests/system/kill_matrix.sh: at the COUNT-th call of CALL something happens to the
   process. GREN_FAULT=CALL:COUNT:WHAT:RANK, for example MPI_Ialltoallv:7:KILL:1. WHAT: a signal (KILL, STOP,
   TERM, USR1); ALL, a SIGKILL to every rank of this host's mpirun; PARENT, a SIGKILL to mpirun; MEMORY,
   nothing of a page or more can be had; DISK, files can no longer be written (ENOSPC); READONLY, nor opened
   for it (EROFS); TRACE, of every rank: each call's name goes to the file $GREN_FAULT_TRACE.RANK. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int calls, memory_is_gone, disk_is_full, disk_is_read_only;

static void kill_ranks_of(pid_t parent) {
    char path[64], pid[16];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    FILE* children = fopen(path, "r");
    while (children && fscanf(children, "%15s", pid) == 1)
        if (atoi(pid) != getpid()) kill(atoi(pid), SIGKILL);
    kill(getpid(), SIGKILL);
}

static void happen(const char* what) {
    if (!strcmp(what, "KILL")) kill(getpid(), SIGKILL);
    if (!strcmp(what, "STOP")) kill(getpid(), SIGSTOP);
    if (!strcmp(what, "TERM")) kill(getpid(), SIGTERM);
    if (!strcmp(what, "USR1")) kill(getpid(), SIGUSR1);
    if (!strcmp(what, "ALL")) kill_ranks_of(getppid());
    if (!strcmp(what, "PARENT")) kill(getppid(), SIGKILL);
    if (!strcmp(what, "MEMORY")) memory_is_gone = 1;
    if (!strcmp(what, "DISK")) disk_is_full = 1;
    if (!strcmp(what, "READONLY")) disk_is_full = disk_is_read_only = 1;
}

static void called(const char* name) {
    static char call[32], what[16], rank[8] = "0";
    static int count = -1;
    if (count < 0) {
        const char* fault = getenv("GREN_FAULT");
        count = 0;
        if (fault) sscanf(fault, "%31[^:]:%d:%15[^:]:%7s", call, &count, what, rank);
    }
    const char* own = getenv("OMPI_COMM_WORLD_RANK");
    if (!strcmp(what, "TRACE")) {
        char file[512];
        snprintf(file, sizeof file, "%s.%s", getenv("GREN_FAULT_TRACE"), own ? own : "0");
        FILE* trace = fopen(file, "a");
        if (!trace) abort();
        fprintf(trace, "%s\n", name);
        fclose(trace);
    } else if (strcmp(own ? own : "0", rank) != 0) {
        return;
    } else if (!strcmp(call, name) && atomic_fetch_add(&calls, 1) + 1 == count) {
        happen(what);
    }
}

int MPI_Init_thread(int* argc, char*** argv, int wanted, int* had) {
    called("MPI_Init_thread");
    return PMPI_Init_thread(argc, argv, wanted, had);
}

int MPI_Finalize(void) {
    called("MPI_Finalize");
    return PMPI_Finalize();
}

int MPI_Iallreduce(const void* from, void* to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
                   MPI_Request* request) {
    called("MPI_Iallreduce");
    return PMPI_Iallreduce(from, to, count, type, op, comm, request);
}

int MPI_Ialltoallv(const void* from, const int* counts, const int* at, MPI_Datatype type, void* to,
                   const int* to_counts, const int* to_at, MPI_Datatype to_type, MPI_Comm comm,
                   MPI_Request* request) {
    called("MPI_Ialltoallv");
    return PMPI_Ialltoallv(from, counts, at, type, to, to_counts, to_at, to_type, comm, request);
}

int MPI_Iallgatherv(const void* from, int count, MPI_Datatype type, void* to, const int* counts,
                    const int* at, MPI_Datatype to_type, MPI_Comm comm, MPI_Request* request) {
    called("MPI_Iallgatherv");
    return PMPI_Iallgatherv(from, count, type, to, counts, at, to_type, comm, request);
}

static int refused(int file) {
    struct stat found;
    if (!disk_is_full || fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return 0;
    errno = disk_is_read_only ? EROFS : ENOSPC;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int posix_memalign(void** memory, size_t alignment, size_t size) {
    return memory_is_gone ? ENOMEM : REAL(posix_memalign)(memory, alignment, size);
}

/* Tensors and images, rows of them, texts: small things go on, so that what is said of it can be said. */
void* malloc(size_t size) {
    static void* (*real)(size_t);
    if (!real) real = REAL(malloc);
    if (memory_is_gone && size >= 4096) {
        errno = ENOMEM;
        return NULL;
    }
    return real(size);
}

ssize_t pread(int file, void* bytes, size_t count, off_t offset) {
    called("pread");
    return REAL(pread)(file, bytes, count, offset);
}

ssize_t write(int file, const void* bytes, size_t count) {
    return refused(file) ? -1 : REAL(write)(file, bytes, count);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
    return refused(file) ? -1 : REAL(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    called("pwrite");
    return refused(file) ? -1 : REAL(pwrite)(file, bytes, count, offset);
}

int fsync(int file) {
    called("fsync");
    return refused(file) ? -1 : REAL(fsync)(file);
}

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    const int is_file = strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
    if (disk_is_read_only && is_file && flags & (O_WRONLY | O_RDWR | O_CREAT)) {
        errno = EROFS;
        return -1;
    }
    return REAL(open)(path, flags, mode);
}
