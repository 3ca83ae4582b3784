package org.exeunt.config.plugins;

/**
 * Distinguishes a process that is out of memory from a plugin that requests too much.
 *
 * <p>An {@link OutOfMemoryError} is thrown after a full garbage collection: if much of the heap is free afterwards, the
 * request was too large.
 */
public final class MemoryShortage {
    private static final long MIN_FREE_BYTES = 16L << 20;

    private MemoryShortage() {}

    /** Rethrows {@code failure} if the process is out of memory. */
    public static void rethrow(Throwable failure) {
        if (failure instanceof OutOfMemoryError shortage && (!isOfHeap(shortage) || free() < MIN_FREE_BYTES)) {
            throw shortage;
        }
    }

    /** Other causes, such as threads, classes or native memory, affect the whole process. */
    private static boolean isOfHeap(OutOfMemoryError failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("heap space") || message.contains("array size") || message.contains("overhead");
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
