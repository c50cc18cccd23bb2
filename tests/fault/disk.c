/* Preloaded into the programs of one host by tests/cluster/: what they see of the folder $GREN_DISK is as on a shared disk that
   fails or lies. $GREN_DISK_FAULTS, words with commas between them:
     late=S      a name that another process has made is not there for S seconds (caches of attributes and names)
     alone       flock(2) holds on this host alone, and its kernel is another one (boot id)
     clock=S     the time of day is S seconds ahead
     slow=S      the first name that a process removes takes S seconds to go
   and while the file $GREN_DISK_SWITCH is there: wait, nothing returns; io and stale, EIO and ESTALE; full, ENOSPC; fsync, EIO
   of that alone. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The word's value; -1 where it is not among them. */
static long fault(const char* name) {
    const char* words = getenv("GREN_DISK_FAULTS");
    const size_t length = strlen(name);
    for (const char* at = words; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (!strncmp(at, name, length) && (at[length] == ',' || at[length] == '=' || !at[length]))
            return at[length] == '=' ? atol(at + length + 1) : 1;
    return -1;
}

static int switched_on(void) {
    const char* file = getenv("GREN_DISK_SWITCH");
    return file && syscall(SYS_access, file, F_OK) == 0;
}

static int is_below(const char* path, const char* folder) {
    const size_t length = strlen(folder);
    return !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int on_disk(const char* path) {
    const char* disk = getenv("GREN_DISK");
    char whole[8192];
    if (!disk || !path) return 0;
    if (path[0] == '/') return is_below(path, disk);
    if (!getcwd(whole, sizeof whole / 2)) return 0;
    const size_t length = strlen(whole);
    snprintf(whole + length, sizeof whole - length, "/%s", path);
    return is_below(whole, disk);
}

static int file_on_disk(int file) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return path[0] == '/' && on_disk(path);
}

/* Whether a call fails, by errno, or has waited for the disk to come back. */
static int fails(int writes) {
    while (fault("wait") >= 0 && switched_on()) usleep(50000);
    if (!switched_on()) return 0;
    errno = fault("io") >= 0 ? EIO : fault("stale") >= 0 ? ESTALE : writes && fault("full") >= 0 ? ENOSPC : 0;
    return errno != 0;
}

/* What this process has made itself it sees. */
static _Atomic uint64_t made[4096];
static void remember(int file) {
    struct stat found;
    if (fault("late") >= 0 && fstat(file, &found) == 0) made[found.st_ino % 4096] = found.st_ino;
}
static void remember_path(const char* path) {
    struct statx found;
    if (fault("late") >= 0 && syscall(SYS_statx, AT_FDCWD, path, 0, STATX_INO, &found) == 0)
        made[found.stx_ino % 4096] = found.stx_ino;
}

static int is_young(int folder, const char* path) {
    struct statx found;
    struct timespec now;
    if (syscall(SYS_statx, folder, path, AT_SYMLINK_NOFOLLOW, STATX_BTIME | STATX_INO, &found) != 0) return 0;
    if (!(found.stx_mask & STATX_BTIME) || made[found.stx_ino % 4096] == found.stx_ino) return 0;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return (double)now.tv_sec + now.tv_nsec / 1e9 - (double)found.stx_btime.tv_sec - found.stx_btime.tv_nsec / 1e9 <
           (double)fault("late");
}

/* It, or a folder that it lies in. */
static int is_hidden(const char* path) {
    char part[4096];
    if (fault("late") < 0 || !on_disk(path)) return 0;
    snprintf(part, sizeof part, "%s", path);
    for (char* end = part + strlen(part); end; end = strrchr(part, '/')) {
        *end = 0;
        if (*part && is_young(AT_FDCWD, part)) return 1;
    }
    return 0;
}
static int in_hidden_folder(const char* path) {
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    char* end = strrchr(folder, '/');
    if (!end) return 0;
    *end = 0;
    return is_hidden(folder);
}
static int refuses(const char* path, int writes, int makes) {
    if (!on_disk(path)) return 0;
    if (fails(writes)) return 1;
    if (makes ? !in_hidden_folder(path) : !is_hidden(path)) return 0;
    errno = ENOENT;
    return 1;
}

#define OPEN(name)                                                                          \
    int name(const char* path, int flags, ...) {                                            \
        va_list rest;                                                                       \
        va_start(rest, flags);                                                              \
        const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;       \
        va_end(rest);                                                                       \
        if (refuses(path, flags & O_CREAT, flags & O_CREAT)) return -1;                     \
        const int file = REAL(name)(path, flags, mode);                                     \
        if (file >= 0 && flags & O_CREAT && on_disk(path)) remember(file);                  \
        return file;                                                                        \
    }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                                         \
    FILE* name(const char* path, const char* mode) {                                        \
        if (!strcmp(path, "/proc/sys/kernel/random/boot_id") && fault("alone") >= 0)        \
            return fmemopen("another-kernel\n", 15, "r");                                   \
        if (refuses(path, *mode != 'r', *mode != 'r')) return NULL;                         \
        FILE* stream = REAL(name)(path, mode);                                              \
        if (stream && *mode != 'r' && on_disk(path)) remember(fileno(stream));              \
        return stream;                                                                      \
    }
FOPEN(fopen)
FOPEN(fopen64)

#define ON_PATH(type, bad, name, parameters, arguments, path, writes, makes) \
    type name parameters { return refuses(path, writes, makes) ? bad : REAL(name) arguments; }
ON_PATH(int, -1, stat, (const char* path, struct stat* found), (path, found), path, 0, 0)
ON_PATH(int, -1, lstat, (const char* path, struct stat* found), (path, found), path, 0, 0)
/* The names that libtorch's own copy of std::filesystem knows them by. */
int __xstat(int version, const char* path, struct stat* found) { return (void)version, stat(path, found); }
int __xstat64(int version, const char* path, struct stat* found) { return (void)version, stat(path, found); }
int __lxstat(int version, const char* path, struct stat* found) { return (void)version, lstat(path, found); }
int __lxstat64(int version, const char* path, struct stat* found) { return (void)version, lstat(path, found); }
ON_PATH(int, -1, access, (const char* path, int mode), (path, mode), path, 0, 0)

static void take_time(const char* path) {
    static _Atomic int removed;
    if (fault("slow") < 0 || !on_disk(path) || atomic_exchange(&removed, 1)) return;
    for (unsigned left = (unsigned)fault("slow"); left > 0;) left = sleep(left); /* no signal hastens a disk */
}
int unlink(const char* path) {
    if (refuses(path, 0, 0)) return -1;
    take_time(path);
    return REAL(unlink)(path);
}
int remove(const char* path) {
    if (refuses(path, 0, 0)) return -1;
    take_time(path);
    return REAL(remove)(path);
}
ON_PATH(DIR*, NULL, opendir, (const char* path), (path), path, 0, 0)

int rename(const char* from, const char* to) {
    return refuses(from, 1, 0) || refuses(to, 1, 1) ? -1 : REAL(rename)(from, to);
}

int mkdir(const char* path, mode_t mode) {
    if (refuses(path, 1, 1)) return -1;
    const int result = REAL(mkdir)(path, mode);
    const int error = errno;
    if (on_disk(path)) remember_path(path); /* a server that says EEXIST has said that it is there */
    errno = error;
    return result;
}

#define READDIR(name, type)                                                                 \
    struct type* name(DIR* folder) {                                                        \
        struct type* entry = REAL(name)(folder);                                            \
        if (fault("late") >= 0 && file_on_disk(dirfd(folder)))                              \
            while (entry && is_young(dirfd(folder), entry->d_name)) entry = REAL(name)(folder); \
        return entry;                                                                       \
    }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

#define ON_FILE(type, name, parameters, arguments, writes) \
    type name parameters { return file_on_disk(file) && fails(writes) ? -1 : REAL(name) arguments; }
ON_FILE(ssize_t, read, (int file, void* bytes, size_t count), (file, bytes, count), 0)
ON_FILE(ssize_t, pread, (int file, void* bytes, size_t count, off_t at), (file, bytes, count, at), 0)
ON_FILE(ssize_t, pread64, (int file, void* bytes, size_t count, off64_t at), (file, bytes, count, at), 0)
ON_FILE(ssize_t, write, (int file, const void* bytes, size_t count), (file, bytes, count), 1)
ON_FILE(ssize_t, writev, (int file, const struct iovec* parts, int count), (file, parts, count), 1)
ON_FILE(ssize_t, pwrite, (int file, const void* bytes, size_t count, off_t at), (file, bytes, count, at), 1)
ON_FILE(ssize_t, pwrite64, (int file, const void* bytes, size_t count, off64_t at), (file, bytes, count, at), 1)

int fsync(int file) {
    if (file_on_disk(file) && fails(1)) return -1;
    if (file_on_disk(file) && fault("fsync") >= 0 && switched_on()) {
        errno = EIO;
        return -1;
    }
    return REAL(fsync)(file);
}

int flock(int file, int operation) {
    return fault("alone") >= 0 && file_on_disk(file) ? 0 : REAL(flock)(file, operation);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    const int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME && fault("clock") >= 0) now->tv_sec += fault("clock");
    return result;
}
int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    struct timespec found;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}
time_t time(time_t* now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
