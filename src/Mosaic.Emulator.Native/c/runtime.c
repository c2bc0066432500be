#define _GNU_SOURCE
#include "runtime.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <coreclr_delegates.h>
#include <hostfxr.h>
#include <nethost.h>

#define ASSEMBLY "Mosaic.Emulator.Native"
#define ENTRY_TYPE "Mosaic.Emulator.Native.EntryPoints, " ASSEMBLY

typedef int32_t(CORECLR_DELEGATE_CALLTYPE *bind_fn)(void **table, int32_t count, const char *version);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum { FRESH, BOUND, BROKEN } state = FRESH;
static char broken[1024];

static int fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(broken, sizeof broken, format, arguments);
    va_end(arguments);
    return 0;
}

/* The assemblies are in a folder named mosaic beside this library. */
static int managed_folder(char *folder, size_t size)
{
    Dl_info self;
    char path[PATH_MAX];
    if (!dladdr((void *)&mosaic_runtime_bind, &self) || !realpath(self.dli_fname, path))
        return fail("the library cannot tell where it is");
    char *name = strrchr(path, '/');
    *name = 0;
    return snprintf(folder, size, "%s/mosaic", path) < (int)size ? 1 : fail("the path %s is too long", path);
}

static void *symbol_of_hostfxr(void *library, const char *name)
{
    void *symbol = dlsym(library, name);
    if (!symbol)
        fail("hostfxr has no %s", name);
    return symbol;
}

static int load_bind(const char *folder, bind_fn *bind)
{
    char path[PATH_MAX + 64], config[PATH_MAX + 64], assembly[PATH_MAX + 64];
    snprintf(config, sizeof config, "%s/" ASSEMBLY ".runtimeconfig.json", folder);
    snprintf(assembly, sizeof assembly, "%s/" ASSEMBLY ".dll", folder);
    size_t length = sizeof path;
    int code = get_hostfxr_path(path, &length, NULL);
    if (code)
        return fail(".NET is not found (0x%x): it is looked for in DOTNET_ROOT, and where it is installed by default", (unsigned)code);
    void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        return fail("%s", dlerror());
    hostfxr_initialize_for_runtime_config_fn initialize = (hostfxr_initialize_for_runtime_config_fn)symbol_of_hostfxr(library, "hostfxr_initialize_for_runtime_config");
    hostfxr_get_runtime_delegate_fn get_delegate = (hostfxr_get_runtime_delegate_fn)symbol_of_hostfxr(library, "hostfxr_get_runtime_delegate");
    hostfxr_close_fn close = (hostfxr_close_fn)symbol_of_hostfxr(library, "hostfxr_close");
    if (!initialize || !get_delegate || !close)
        return 0;

    hostfxr_handle context = NULL;
    code = initialize(config, NULL, &context);
    /* 1 and 2 say that the process has a runtime already, which is used then. */
    if (code < 0 || code > 2 || !context) {
        if (context)
            close(context);
        return fail(".NET does not start with %s (0x%x)", config, (unsigned)code);
    }

    load_assembly_and_get_function_pointer_fn load = NULL;
    code = get_delegate(context, hdt_load_assembly_and_get_function_pointer, (void **)&load);
    close(context);
    if (code || !load)
        return fail(".NET does not start (0x%x)", (unsigned)code);
    code = load(assembly, ENTRY_TYPE, "Bind", UNMANAGEDCALLERSONLY_METHOD, NULL, (void **)bind);
    return code ? fail("%s is not loaded (0x%x)", assembly, (unsigned)code) : 1;
}

static int start(void **table, size_t count, const char *version)
{
    char folder[PATH_MAX];
    bind_fn bind = NULL;
    if (!managed_folder(folder, sizeof folder) || !load_bind(folder, &bind))
        return 0;
    return bind(table, (int32_t)count, version) ? fail("%s belongs to another version than %s", folder, version) : 1;
}

int mosaic_runtime_bind(void **table, size_t count, const char *version, char *error, size_t size)
{
    pthread_mutex_lock(&lock);
    if (state == FRESH)
        state = start(table, count, version) ? BOUND : BROKEN;
    if (state == BROKEN)
        snprintf(error, size, "%s", broken);
    int bound = state == BOUND;
    pthread_mutex_unlock(&lock);
    return bound;
}
