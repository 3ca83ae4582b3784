package org.exeunt.config.plugins;

/**
 * Distinguishes a process without memory from a plugin that asks for more than there is.
 *
 * <p>An {@link OutOfMemoryError} is thrown after a full collection: if much of the heap is free right after, the request was too large.
 */
public final class MemoryShortage {
    private static final long AMPLE = 16L << 20;

    private MemoryShortage() {}

    /** Throws {@code failure} again if the process has no memory left. */
    public static void rethrow(Throwable failure) {
        if (failure instanceof OutOfMemoryError shortage && (!isOfHeap(shortage) || free() < AMPLE)) {
            throw shortage;
        }
    }

    /** Threads, classes and native memory are short for everybody. */
    private static boolean isOfHeap(OutOfMemoryError failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("heap space") || message.contains("array size") || message.contains("overhead");
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
