package org.exeunt.dl4j.nativeaccess;

import org.nd4j.nativeblas.NativeOpsHolder;

/** Sets the number of threads that native operations use. */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Limits native operations called by the current thread to that thread; other threads are not affected. Does
     * nothing on a device, because the CUDA backend interprets the number as the threads of a kernel.
     */
    public static void useOne() {
        if (MemoryLocation.isHost()) { // loads the backend, which must precede its native operations
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        }
    }
}
