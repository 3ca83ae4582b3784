package org.exeunt.dl4j.nativeaccess;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many threads a native operation uses. */
public final class NativeThreads {
    private NativeThreads() {}

    /** Makes native operations called by the current thread use that thread alone; other threads are not affected. */
    public static void useOne() {
        Nd4j.getBackend(); // must be loaded before its operations are
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
}
