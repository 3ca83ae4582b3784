package org.exeunt.dl4j.nativeaccess;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many threads a native operation uses. */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Makes native operations called by the current thread use that thread alone; other threads are not affected. Does nothing with a device, whose
     * backend takes the number for that of a kernel's threads.
     */
    public static void useOne() {
        if (Nd4j.getBackend() == null || !Memory.isHost()) { // the backend must be loaded before its operations are
            return;
        }
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
}
