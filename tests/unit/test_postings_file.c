/* postings: what the builder was given reads back from the file. */
#include "test_postings.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>

/* ---- random documents ------------------------------------------------------------------------ */

static void test_random(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 127, 128, 129, 300, 4200};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model m = {0};
        for (uint32_t d = 0; d < sizes[i]; d++)
            add_random(&m, sizes[i] > 1000 ? 30 : 120);
        const char *path = path_of("random");
        model_build(&m, 1, m.documents + 1, path);
        model_check(&m, path);
        OK(file_remove_tree(path, &err));
        model_release(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
