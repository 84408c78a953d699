/* The floor: what one thread in C can do with connect and epoll.
 *
 *     floor PAIRS FOUND WINDOW [reuse]
 *
 * PAIRS holds lines "address port" (IPv4); accepted ones are written to FOUND. At most WINDOW connects are on their way.
 * Closing resets the connection. With "reuse", a second connect() asks how the first ended, and a refused socket is used
 * for the next pair: possible on Linux, and what leftopen does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, LINE = 128, DESCRIPTORS = 65536 };

static FILE *found;

static int fresh(void)
{
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    int sock = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (sock < 0) {
        perror("socket");
        exit(1);
    }
    setsockopt(sock, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    return sock;
}

static void accepted(const struct sockaddr_in *pair)
{
    char text[INET_ADDRSTRLEN];
    fprintf(found, "%s %d\n", inet_ntop(AF_INET, &pair->sin_addr, text, sizeof text), ntohs(pair->sin_port));
}

static size_t load(const char *path, struct sockaddr_in **pairs)
{
    char line[LINE], address[LINE];
    unsigned port;
    size_t count = 0, room = 0;
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%127s %u", address, &port) != 2)
            continue;
        if (count == room) {
            room = room ? 2 * room : 4096;
            *pairs = realloc(*pairs, room * sizeof **pairs);
            if (!*pairs)
                exit(1);
        }
        struct sockaddr_in *pair = &(*pairs)[count++];
        memset(pair, 0, sizeof *pair);
        pair->sin_family = AF_INET;
        pair->sin_port = htons(port);
        inet_pton(AF_INET, address, &pair->sin_addr);
    }
    fclose(file);
    return count;
}

int main(int argc, char **argv)
{
    static struct epoll_event events[EVENTS];
    static size_t owner[DESCRIPTORS];
    struct rlimit limit;
    struct sockaddr_in *pairs = NULL;
    if (argc < 4)
        return 2;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
    size_t count = load(argv[1], &pairs), next = 0, flying = 0, window = strtoul(argv[3], NULL, 10);
    int reuse = argc > 4, spare = -1, epoll = epoll_create1(EPOLL_CLOEXEC);
    found = fopen(argv[2], "w");
    while (next < count || flying) {
        for (; next < count && flying < window; next++) {
            const struct sockaddr_in *pair = &pairs[next];
            int sock = spare >= 0 ? spare : fresh();
            spare = -1;
            int code = connect(sock, (const struct sockaddr *)pair, sizeof *pair) ? errno : 0;
            if (reuse && code == EINPROGRESS) {
                code = connect(sock, (const struct sockaddr *)pair, sizeof *pair) ? errno : 0;
                if (code == ECONNREFUSED) {
                    spare = sock;
                    continue;
                }
            }
            if (code == EINPROGRESS || code == EALREADY) {
                struct epoll_event wanted = {.events = EPOLLOUT, .data.fd = sock};
                owner[sock] = next;
                epoll_ctl(epoll, EPOLL_CTL_ADD, sock, &wanted);
                flying++;
                continue;
            }
            if (code == 0)
                accepted(pair);
            close(sock);
        }
        int ready = flying ? epoll_wait(epoll, events, EVENTS, 5000) : 0;
        if (flying && ready <= 0)
            return 1;
        for (int i = 0; i < ready; i++, flying--) {
            int sock = events[i].data.fd, code = 0;
            socklen_t size = sizeof code;
            getsockopt(sock, SOL_SOCKET, SO_ERROR, &code, &size);
            if (code == 0)
                accepted(&pairs[owner[sock]]);
            close(sock);
        }
    }
    return fclose(found);
}
