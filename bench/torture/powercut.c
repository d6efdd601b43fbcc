/* A preload shim for the fault suite. It watches what a program writes into one directory (TORTURE_DIR) and can
 *
 * - write every change of a file, every fsync and every name to a log (TORTURE_LOG), in the order in which they happened, so that
 *   powercut.py can work out what would be left on a disk that lost its power at any moment;
 * - kill the program (SIGKILL) at the nth passing of a point inside SQLite's commit or checkpoint (TORTURE_KILL, TORTURE_NTH),
 *   once the file TORTURE_ARM exists;
 * - answer "no space left" to every write while the file TORTURE_FULL exists.
 *
 * Record: kind (1), file or 0 (4), offset (8), length (4), bytes. Little endian, one writev each, appended.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
#define REAL(name) ((__typeof__(&name))real(#name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char dir[PATH_MAX];
static size_t dir_len;
static int log_fd = -1;
static uint32_t opened;
static struct { uint32_t id; char kind; } files[FILES]; /* kind: 0 not ours, 'd' database, 'w' WAL, 'f' other, '/' the directory */
static const char *kill_at, *arm, *full;
static long nth = 1, passed;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("TORTURE_DIR"), *log = getenv("TORTURE_LOG"), *many = getenv("TORTURE_NTH");
    if (where) { strncpy(dir, where, sizeof dir - 1); dir_len = strlen(dir); }
    if (log) log_fd = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    kill_at = getenv("TORTURE_KILL"); arm = getenv("TORTURE_ARM"); full = getenv("TORTURE_FULL");
    if (many) nth = atol(many);
    opened = (uint32_t)getpid() << 12;
}

static void note(char kind, uint32_t file, uint64_t offset, const void *bytes, uint32_t length) {
    if (log_fd < 0) return;
    unsigned char head[17];
    head[0] = (unsigned char)kind;
    memcpy(head + 1, &file, 4); memcpy(head + 5, &offset, 8); memcpy(head + 13, &length, 4);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, length}};
    if (writev(log_fd, parts, 2) < 0) abort();
}

/* The name inside the directory, or NULL when the path leads elsewhere. "" is the directory itself. */
static const char *inside(const char *path) {
    static __thread char whole[PATH_MAX * 2];
    if (!dir_len || !path) return NULL;
    if (path[0] != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return NULL;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    if (strncmp(path, dir, dir_len)) return NULL;
    if (path[dir_len] == 0) return path + dir_len;
    return path[dir_len] == '/' ? path + dir_len + 1 : NULL;
}

static int ends(const char *name, const char *end) {
    size_t a = strlen(name), b = strlen(end);
    return a >= b && !strcmp(name + a - b, end);
}

static void pass(const char *point) {
    if (!kill_at || strcmp(kill_at, point)) return;
    if (arm && access(arm, F_OK)) return;
    if (__atomic_add_fetch(&passed, 1, __ATOMIC_SEQ_CST) == nth) kill(getpid(), SIGKILL);
}

static int no_room(int fd) {
    if (!full || fd < 0 || fd >= FILES || !files[fd].kind || files[fd].kind == '/' || access(full, F_OK)) return 0;
    errno = ENOSPC;
    return 1;
}

static void remember(int fd, const char *name, int existed) {
    if (fd < 0 || fd >= FILES) return;
    pthread_mutex_lock(&lock);
    files[fd].kind = !*name ? '/' : ends(name, ".db") ? 'd' : ends(name, "-wal") ? 'w' : ends(name, "-shm") ? 0 : 'f';
    files[fd].id = ++opened;
    if (files[fd].kind && *name) note(existed ? 'O' : 'C', files[fd].id, 0, name, (uint32_t)strlen(name));
    pthread_mutex_unlock(&lock);
}

static int open_with(int (*how)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    const char *name = inside(path);
    int existed = !name || !access(path, F_OK);
    int fd = how(path, flags, mode);
    if (fd >= 0 && fd < FILES) files[fd].kind = 0;
    if (fd >= 0 && name) { /* to read, too: whoever flushes may have opened it so */
        remember(fd, name, existed);
        if (flags & O_TRUNC && fd < FILES && files[fd].kind) note('T', files[fd].id, 0, NULL, 0);
    }
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE(flags) return open_with(REAL(open), path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_with(REAL(open64), path, flags, mode); }
int openat(int at, const char *path, int flags, ...) {
    MODE(flags)
    if (at == AT_FDCWD || path[0] == '/') return open_with(REAL(open), path, flags, mode);
    return REAL(openat)(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags)
    if (at == AT_FDCWD || path[0] == '/') return open_with(REAL(open), path, flags, mode);
    return REAL(openat64)(at, path, flags, mode);
}

int close(int fd) {
    if (fd >= 0 && fd < FILES) files[fd].kind = 0;
    return REAL(close)(fd);
}

static int ours(int fd) { return fd >= 0 && fd < FILES && files[fd].kind && files[fd].kind != '/'; }

/* Half of it is written before the kill: nobody may count on a write being whole. */
static void pass_write(int fd, const void *bytes, size_t length, off_t at) {
    const char *point = files[fd].kind == 'w' ? "in the WAL" : files[fd].kind == 'd' ? "in a checkpoint" : "";
    if (!kill_at || strcmp(kill_at, point) || (arm && access(arm, F_OK))) return;
    if (__atomic_add_fetch(&passed, 1, __ATOMIC_SEQ_CST) != nth) return;
    if (REAL(pwrite)(fd, bytes, length / 2, at) < 0) abort();
    kill(getpid(), SIGKILL);
}

static ssize_t wrote(int fd, const void *bytes, size_t length, off_t at, ssize_t (*how)(int, const void *, size_t, off_t)) {
    if (!ours(fd)) return how(fd, bytes, length, at);
    if (no_room(fd)) return -1;
    pass_write(fd, bytes, length, at);
    pthread_mutex_lock(&lock);
    ssize_t done = how(fd, bytes, length, at);
    if (done > 0) note('W', files[fd].id, (uint64_t)at, bytes, (uint32_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return wrote(fd, bytes, length, at, REAL(pwrite)); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return wrote(fd, bytes, length, at, REAL(pwrite64)); }

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!ours(fd)) return REAL(write)(fd, bytes, length);
    if (no_room(fd)) return -1;
    int flags = fcntl(fd, F_GETFL);
    off_t at = lseek(fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
    pass_write(fd, bytes, length, at);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(write)(fd, bytes, length);
    if (done > 0) note('W', files[fd].id, (uint64_t)at, bytes, (uint32_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

static int cut(int fd, off_t length, int (*how)(int, off_t)) {
    if (!ours(fd)) return how(fd, length);
    pthread_mutex_lock(&lock);
    int done = how(fd, length);
    if (!done) note('T', files[fd].id, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length, REAL(ftruncate)); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length, REAL(ftruncate64)); }

/* What was written before the flush began is safe when it has returned: 'B' and 'S' say when. */
static int flushed(int fd, int (*how)(int)) {
    if (fd < 0 || fd >= FILES || !files[fd].kind) return how(fd);
    char kind = files[fd].kind;
    if (kind != '/' && no_room(fd)) return -1;
    if (kind == 'w') pass("before the fsync");
    pthread_mutex_lock(&lock);
    note('B', kind == '/' ? 0 : files[fd].id, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    int done = how(fd);
    pthread_mutex_lock(&lock);
    if (!done) note('S', kind == '/' ? 0 : files[fd].id, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    if (kind == 'w') pass("after the fsync");
    return done;
}
int fsync(int fd) { return flushed(fd, REAL(fsync)); }
int fdatasync(int fd) { return flushed(fd, REAL(fdatasync)); }

int unlink(const char *path) {
    const char *name = inside(path);
    pthread_mutex_lock(&lock);
    int done = REAL(unlink)(path);
    if (!done && name) note('U', 0, 0, name, (uint32_t)strlen(name));
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *from, const char *to) {
    char both[PATH_MAX * 2];
    const char *a = inside(from);
    snprintf(both, sizeof both, "%s", a ? a : "");
    size_t at = strlen(both) + 1;
    const char *b = inside(to);
    snprintf(both + at, sizeof both - at, "%s", b ? b : "");
    int known = a && b;
    pthread_mutex_lock(&lock);
    int done = REAL(rename)(from, to);
    if (!done && known) note('R', 0, 0, both, (uint32_t)(at + strlen(both + at)));
    pthread_mutex_unlock(&lock);
    return done;
}
