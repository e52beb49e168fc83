/* A list of files and their bytes -> the files: what the kernel asks for writing a site, and nothing else.
 *
 *     limit INDEX BYTES FOLDER
 *
 * INDEX has a line "SIZE PATH" a file, in the order of BYTES. A folder is made when a file finds none. One thread.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static const char *map(const char *path, size_t *size) {
    struct stat about;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &about) < 0)
        fail(path);
    *size = (size_t)about.st_size;
    const char *bytes = mmap(NULL, *size ? *size : 1, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        fail(path);
    close(file);
    return bytes;
}

static void make_folders(char *path) {
    for (char *end = strchr(path, '/'); end != NULL; end = strchr(end + 1, '/')) {
        *end = '\0';
        if (mkdir(path, 0755) < 0 && errno != EEXIST)
            fail(path);
        *end = '/';
    }
}

static void write_file(char *path, const char *bytes, size_t size) {
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, file = open(path, flags, 0644);
    if (file < 0 && errno == ENOENT) {
        make_folders(path);
        file = open(path, flags, 0644);
    }
    if (file < 0)
        fail(path);
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0)
            fail(path);
        bytes += written;
        size -= (size_t)written;
    }
    close(file);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fputs("usage: limit INDEX BYTES FOLDER\n", stderr);
        return 2;
    }
    size_t size, total;
    const char *line = map(arguments[1], &size), *last = line + size, *bytes = map(arguments[2], &total);
    char path[4096];
    if (chdir(arguments[3]) < 0)
        fail(arguments[3]);
    while (line < last) {
        char *name;
        size_t length = strtoul(line, &name, 10);
        const char *end = memchr(line, '\n', (size_t)(last - line));
        if (end == NULL || (size_t)(end - name) > sizeof path)
            fail("INDEX");
        memcpy(path, name + 1, (size_t)(end - name - 1));
        path[end - name - 1] = '\0';
        write_file(path, bytes, length);
        bytes += length;
        line = end + 1;
    }
    return 0;
}
