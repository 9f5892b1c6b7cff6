#include "indexer/index_sweep.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

static bool is_numbered(const char *name, const char *prefix)
{
    size_t n = strlen(prefix);
    return !strncmp(name, prefix, n) && name[n] && strspn(name + n, "0123456789") == strlen(name + n);
}

/* A tombstone file "deleted-<n>", or one that was not finished. */
static bool is_tombstones(const char *name)
{
    static const char prefix[] = "deleted-";
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return false;
    name += sizeof prefix - 1;
    size_t digits = strspn(name, "0123456789");
    return digits && (!name[digits] || !strcmp(name + digits, ".tmp"));
}

static const struct segment_info *named_segment(const struct manifest *m, const char *name)
{
    for (size_t i = 0; i < m->segment_count; i++)
        if (!strcmp(m->segments[i].name, name))
            return &m->segments[i];
    return NULL;
}

/* Next entry besides "." and ".."; NULL at the end. */
static const char *next_name(DIR *dir)
{
    struct dirent *entry;
    do {
        entry = readdir(dir);
    } while (entry && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")));
    return entry ? entry->d_name : NULL;
}

int index_sweep_is_free(const char *path, struct err *err)
{
    DIR *dir = opendir(path);
    if (!dir)
        return err_sys(err, "cannot read directory '%s'", path);
    bool        is_free = true;
    const char *name;
    while (is_free && (name = next_name(dir)))
        is_free = !strcmp(name, "lock") || !strcmp(name, "manifest.tmp");
    closedir(dir);
    return is_free;
}

static int remove_in(const char *folder, const char *name, struct err *err)
{
    struct buf path = BUF_INIT;
    file_join(&path, folder, name);
    int code = buf_failed(&path, err);
    if (!code)
        code = file_remove_tree(path.data, err);
    buf_release(&path);
    return code;
}

/* Old tombstone files of a live segment. */
static int sweep_segment(const char *index_path, const struct segment_info *info, struct err *err)
{
    struct buf folder = BUF_INIT;
    char       current[40];
    snprintf(current, sizeof current, "deleted-%llu", (unsigned long long)info->deleted_generation);
    file_join(&folder, index_path, info->name);
    int  code = buf_failed(&folder, err);
    DIR *dir  = code ? NULL : opendir(folder.data);
    if (!code && !dir)
        code = err_sys(err, "cannot read directory '%s'", folder.data);
    const char *name;
    while (!code && (name = next_name(dir)))
        if (is_tombstones(name) && strcmp(name, current) != 0)
            code = remove_in(folder.data, name, err);
    if (dir)
        closedir(dir);
    buf_release(&folder);
    return code;
}

int index_sweep(const char *path, const struct manifest *m, struct err *err)
{
    DIR *dir  = opendir(path);
    int  code = dir ? 0 : err_sys(err, "cannot read directory '%s'", path);
    const char *name;
    while (!code && (name = next_name(dir)))
        if (is_numbered(name, "tmp-") || !strcmp(name, "manifest.tmp") ||
            (is_numbered(name, "seg-") && !named_segment(m, name)))
            code = remove_in(path, name, err);
    if (dir)
        closedir(dir);
    for (size_t i = 0; i < m->segment_count && !code; i++)
        code = sweep_segment(path, &m->segments[i], err);
    return code;
}
