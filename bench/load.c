/* The hall as one light client: a tablet per stolik that POSTs batches as an outbox would, and listeners on WebSockets.
 *
 * One thread, epoll, so that it is the server's core that is measured. Every issue's text carries
 * T~<writer:4 hex><number:8 hex><ns typed:16 hex>~ ; a frame holding it is its delivery, counted once per listener.
 * "Typed" is the intended time, so a slow server cannot make its own latency look better.
 *
 * stdin: one line per stolik: id <tab> topic id or null <tab> the Cookie header
 * load PORT EPOCH LISTENERS WAITING RATE WARMUP SECONDS PID     (RATE 0: each tablet always has WAITING commands typed)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_STOLIKI 1024
#define RING 65536
#define BATCH 50
#define TOKEN 31
#define FILLER "Autobusy nocne na Rubinkowie i Skarpie powinny kursować co godzinę, a przy przystankach brakuje ławek i cienia"

typedef struct { int id; char topic[48], cookie[512]; } Stolik;
typedef struct { double *ms; size_t n, cap; } Samples;
typedef struct {
    int fd, stolik, tablet, upgraded;
    char *in; size_t have, incap;
    char out[BATCH * 600 + 2048]; size_t left, sent;
    uint32_t typed, taken, answered; /* a tablet: how many commands were typed, put into a batch, answered */
    uint64_t *when;                  /* a tablet: when each was typed */
    uint32_t last;                   /* a listener: the number after the newest it has heard */
} Conn;

static Stolik stoliki[MOST_STOLIKI];
static Conn *conns;
static uint32_t *missing; /* how many listeners have not heard command n of writer w */
static int n_stoliki, n_listeners, n_conns, port, ep, opened, waiting, server;
static double rate, warmup, seconds;
static char *epoch;
static uint64_t from, until, typed_all, refused, unheard;
static uint64_t posts, commands, deliveries, frames, bytes; /* inside the window from..until */
static Samples heard_last, confirmed;

static uint64_t now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ULL + t.tv_nsec; }
static void die(const char *why) { fprintf(stderr, "load: %s (%s)\n", why, errno ? strerror(errno) : "-"); exit(2); }
static int in_window(uint64_t t) { return t >= from && t < until; }

static void note(Samples *s, uint64_t ns) {
    if (s->n == s->cap) s->ms = realloc(s->ms, (s->cap = s->cap * 2 + 1024) * sizeof *s->ms);
    s->ms[s->n++] = ns / 1e6;
}
static int by_size(const void *a, const void *b) { double x = *(const double *)a, y = *(const double *)b; return (x > y) - (x < y); }
static void print_samples(const char *name, Samples *s) {
    qsort(s->ms, s->n, sizeof *s->ms, by_size);
#define Q(q) (s->n ? s->ms[(size_t)((s->n - 1) * (q))] : -1.0)
    printf("\"%s\":{\"n\":%zu,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f},", name, s->n, Q(.5), Q(.95), Q(.99), Q(1));
}
static double own_cpu(void) { struct rusage r; getrusage(RUSAGE_SELF, &r); return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6; }
static double server_cpu(void) {
    char name[64], text[1024]; unsigned long user = 0, system_ = 0;
    sprintf(name, "/proc/%d/stat", server);
    FILE *f = fopen(name, "r"); if (!f) die("the server has gone");
    text[fread(text, 1, sizeof text - 1, f)] = 0; fclose(f);
    sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system_);
    return (double)(user + system_) / sysconf(_SC_CLK_TCK);
}
static double server_mb(void) {
    char name[64], line[256]; long kb = 0;
    sprintf(name, "/proc/%d/status", server);
    FILE *f = fopen(name, "r"); if (!f) die("the server has gone");
    while (fgets(line, sizeof line, f)) if (sscanf(line, "VmRSS: %ld", &kb) == 1) break;
    fclose(f); return kb / 1024.0;
}

static void watch(Conn *c, int writing) { struct epoll_event e = {EPOLLIN | (writing ? EPOLLOUT : 0), {.ptr = c}}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e); }
static void push_out(Conn *c) {
    while (c->left) {
        ssize_t n = send(c->fd, c->out + c->sent, c->left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) { if (errno != EAGAIN) die("send"); watch(c, 1); return; }
        c->sent += n; c->left -= n;
    }
    watch(c, 0);
}
static void say(Conn *c, size_t n) { c->left = n; c->sent = 0; push_out(c); }

static void uuid7(char *text) {
    unsigned char b[16]; struct timespec t; clock_gettime(CLOCK_REALTIME, &t);
    uint64_t ms = t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
    if (getrandom(b, 16, 0) != 16) die("getrandom");
    for (int i = 0; i < 6; i++) b[i] = ms >> (40 - 8 * i);
    b[6] = 0x70 | (b[6] & 15); b[8] = 0x80 | (b[8] & 63);
    for (int i = 0; i < 16; i++) text += sprintf(text, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
}
static void type(Conn *c, uint64_t when) {
    if (c->typed - c->answered >= RING) die("the server is more than a ring behind");
    c->when[c->typed % RING] = when; missing[(size_t)c->stolik * RING + c->typed % RING] = n_listeners;
    c->typed++; typed_all++;
    if (in_window(when)) unheard += n_listeners;
}
static void send_batch(Conn *c) { /* what waits goes next; one batch in flight */
    static char body[BATCH * 600]; size_t n; uint64_t now = now_ns(); Stolik *at = &stoliki[c->stolik];
    if (c->taken != c->answered || c->typed == c->taken) return;
    n = sprintf(body, "{\"v\":1,\"epoch\":\"%s\",\"commands\":[", epoch);
    for (int k = 0; k < BATCH && c->taken != c->typed; k++, c->taken++) {
        char id[40]; uint64_t when = c->when[c->taken % RING]; uuid7(id);
        n += sprintf(body + n, "%s{\"id\":\"%s\",\"kind\":\"issue.record\",\"age_ms\":%.1f,\"stolik_id\":%d,\"topic_id\":%s,\"issue_kind\":\"problem\",\"text\":\"T~%04x%08x%016llx~ " FILLER "\"}",
            k ? "," : "", id, (now - when) / 1e6, at->id, at->topic, c->stolik, c->taken, (unsigned long long)when);
    }
    n += sprintf(body + n, "]}");
    say(c, sprintf(c->out, "POST /commands HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\nX-Stoliki: 1\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        port, port, at->cookie, n, body));
}
static size_t hear_answer(Conn *c) {
    char *end = memmem(c->in, c->have, "\r\n\r\n", 4), *length; uint64_t now = now_ns(); size_t whole;
    if (!end) return 0;
    *end = 0; length = strcasestr(c->in, "content-length:");
    whole = end + 4 - c->in + (length ? strtoul(length + 15, 0, 10) : 0); *end = '\r';
    if (c->have < whole) return 0;
    if (strncmp(c->in + 8, " 200", 4)) { c->in[c->have < 600 ? c->have : 600] = 0; fprintf(stderr, "%s\n", c->in); errno = 0; die("not 200"); }
    uint32_t good = 0; char *p = end;
    while ((p = memmem(p, c->in + whole - p, "recorded\"", 9))) { good++; p += 9; }
    if (good != c->taken - c->answered) { refused += c->taken - c->answered - good; fprintf(stderr, "%.*s\n", (int)(whole > 700 ? 700 : whole), c->in); errno = 0; die("refused"); }
    if (in_window(now)) { posts++; commands += good; }
    for (; c->answered != c->taken; c->answered++) { uint64_t when = c->when[c->answered % RING]; if (in_window(when)) note(&confirmed, now - when); }
    if (rate <= 0 && now < until) while (c->typed - c->answered < (uint32_t)waiting) type(c, now);
    send_batch(c);
    return whole;
}
static int hex(const char *p, int n, uint64_t *v) {
    for (*v = 0; n--; p++) { int d = *p >= '0' && *p <= '9' ? *p - '0' : *p >= 'a' && *p <= 'f' ? *p - 'a' + 10 : -1; if (d < 0) return 0; *v = *v << 4 | d; }
    return 1;
}
static void hear_frame(Conn *c, const char *p, size_t n) {
    uint64_t w, number, when, now = now_ns(); const char *end = p + n;
    if (in_window(now)) { frames++; bytes += n; }
    if (memmem(p, n < 40 ? n : 40, "\"heal\"", 6)) { errno = 0; die("a listener was told to heal"); }
    while ((p = memmem(p, end - p, "T~", 2)) && end - p >= TOKEN) {
        p += 2;
        if (p[28] != '~' || !hex(p, 4, &w) || !hex(p + 4, 8, &number) || !hex(p + 12, 16, &when)) continue;
        p += 29;
        if ((int)w != c->stolik || number + 1 <= c->last || when < from - (uint64_t)(warmup * 1e9)) continue;
        c->last = number + 1;
        if (in_window(now)) deliveries++;
        int was_last = !--missing[w * RING + number % RING];
        if (in_window(when)) { unheard--; if (was_last) note(&heard_last, now - when); }
    }
}
static size_t hear_frames(Conn *c) {
    size_t at = 0;
    for (;;) {
        unsigned char *f = (unsigned char *)c->in + at; size_t have = c->have - at, n, head = 2;
        if (have < 2) return at;
        n = f[1] & 127;
        if (n == 126) { if (have < 4) return at; n = f[2] << 8 | f[3]; head = 4; }
        else if (n == 127) { if (have < 10) return at; n = 0; for (int i = 2; i < 10; i++) n = n << 8 | f[i]; head = 10; }
        if (have < head + n) return at;
        if ((f[0] & 15) == 9) { memcpy(c->out, "\x8a\x80\0\0\0\0", 6); c->out[1] = 0x80 | n; memcpy(c->out + 6, f + head, n); say(c, 6 + n); }
        else if ((f[0] & 15) == 8) { errno = 0; die("a listener was closed"); }
        else hear_frame(c, (char *)f + head, n);
        at += head + n;
    }
}
static size_t hear_upgrade(Conn *c) {
    char *end = memmem(c->in, c->have, "\r\n\r\n", 4);
    if (!end) return 0;
    if (strncmp(c->in + 8, " 101", 4)) { *end = 0; fprintf(stderr, "%s\n", c->in); errno = 0; die("no WebSocket"); }
    c->upgraded = 1; opened++;
    return end + 4 - c->in;
}
static void hear(Conn *c) {
    if (c->incap - c->have < 65536) c->in = realloc(c->in, (c->incap = c->incap * 2 + 131072) + 1);
    ssize_t n = recv(c->fd, c->in + c->have, c->incap - c->have, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) die(c->tablet ? "a tablet's connection ended" : "a listener's connection ended");
    c->have += n; c->in[c->have] = 0;
    size_t used = c->tablet ? hear_answer(c) : c->upgraded ? hear_frames(c) : hear_upgrade(c);
    memmove(c->in, c->in + used, c->have - used); c->have -= used;
}
static void wait_until(uint64_t t) {
    static struct epoll_event events[256]; uint64_t now = now_ns(), gap = t > now ? t - now : 0;
    struct timespec most = {0, gap > 20000000 ? 20000000 : gap};
    int n = epoll_pwait2(ep, events, 256, &most, 0);
    for (int i = 0; i < n; i++) {
        Conn *c = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) push_out(c);
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) hear(c);
    }
}
static void connect_(Conn *c, int stolik, int tablet) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event e = {EPOLLIN, {.ptr = c}}; int one = 1;
    c->stolik = stolik; c->tablet = tablet; c->when = tablet ? calloc(RING, sizeof *c->when) : 0;
    c->fd = socket(AF_INET, SOCK_STREAM, 0); setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (void *)&to, sizeof to)) die("connect");
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
    if (!tablet) say(c, sprintf(c->out, "GET /live?channels=stolik-%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", stoliki[stolik].id, port, port, stoliki[stolik].cookie));
}
static void open_all(void) { /* listeners first, one after another: this is not the storm, only the way in */
    n_conns = n_stoliki * (1 + n_listeners); conns = calloc(n_conns, sizeof *conns); ep = epoll_create1(0);
    missing = calloc((size_t)n_stoliki * RING, sizeof *missing);
    for (int i = n_stoliki; i < n_conns; i++) {
        connect_(&conns[i], i % n_stoliki, 0);
        for (uint64_t end = now_ns() + 10000000000ULL; opened < i - n_stoliki + 1; wait_until(end)) if (now_ns() > end) die("no answer to an upgrade");
    }
    for (int i = 0; i < n_stoliki; i++) connect_(&conns[i], i, 1);
}
static void run(double *cpu, double *mine) {
    uint64_t start = now_ns() + 300000000, turn = 0, gap = rate > 0 ? 1e9 / rate : 0, now;
    from = start + warmup * 1e9; until = from + seconds * 1e9;
    while (now_ns() < start) wait_until(start);
    if (rate <= 0) for (int i = 0; i < n_stoliki; i++) { type(&conns[i], now_ns()); send_batch(&conns[i]); while ((int)(conns[i].typed - conns[i].answered) < waiting) type(&conns[i], now_ns()); }
    for (int phase = 0; (now = now_ns()) < until + 10000000000ULL;) {
        if (phase == 0 && now >= from) { phase = 1; *cpu = -server_cpu(); *mine = -own_cpu(); }
        if (phase == 1 && now >= until) { phase = 2; *cpu += server_cpu(); *mine += own_cpu(); }
        if (phase == 2 && !unheard) break;
        for (; gap && start + turn * gap <= now && start + turn * gap < until; turn++) { Conn *c = &conns[turn % n_stoliki]; type(c, start + turn * gap); send_batch(c); }
        wait_until(phase == 0 && !gap ? from : gap && phase < 2 ? start + turn * gap : now + 5000000);
    }
}
int main(int argc, char **argv) {
    double cpu = 0, mine = 0;
    if (argc != 9) die("load PORT EPOCH LISTENERS WAITING RATE WARMUP SECONDS PID");
    port = atoi(argv[1]); epoch = argv[2]; n_listeners = atoi(argv[3]); waiting = atoi(argv[4]); rate = atof(argv[5]); warmup = atof(argv[6]); seconds = atof(argv[7]); server = atoi(argv[8]);
    for (; n_stoliki < MOST_STOLIKI; n_stoliki++) { Stolik *s = &stoliki[n_stoliki]; if (scanf("%d\t%47[^\t]\t%511[^\n]\n", &s->id, s->topic, s->cookie) != 3) break; }
    double before = server_mb();
    open_all();
    double connected = server_mb();
    run(&cpu, &mine);
    printf("{\"stoliki\":%d,\"listeners\":%d,\"waiting\":%d,\"rate\":%g,\"seconds\":%g,\"commands_per_s\":%.1f,\"deliveries_per_s\":%.0f,\"posts_per_s\":%.1f,\"frames_per_s\":%.1f,\"bytes_per_delivery\":%.0f,\"typed\":%llu,\"unheard\":%llu,",
        n_stoliki, n_listeners, waiting, rate, seconds, commands / seconds, deliveries / seconds, posts / seconds, frames / seconds, deliveries ? (double)bytes / deliveries : 0, (unsigned long long)typed_all, (unsigned long long)unheard);
    print_samples("confirmed_ms", &confirmed); print_samples("last_listener_ms", &heard_last);
    printf("\"server_cpu\":%.2f,\"client_cpu\":%.2f,\"mb_before\":%.1f,\"mb_connected\":%.1f,\"mb_end\":%.1f}\n", cpu / seconds, mine / seconds, before, connected, server_mb());
    return 0;
}
