package org.exeunt.dl4j.nativeaccess;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Creates arrays that outlive the call of a layer. Inside such a call, arrays may otherwise be allocated in a
 * workspace, which is reused after the call.
 */
public final class OutsideWorkspaces {
    private OutsideWorkspaces() {}

    /** Returns the array that {@code creation} creates, outside all workspaces. */
    @SuppressWarnings("try") // the scope is only closed
    public static INDArray create(Supplier<INDArray> creation) {
        try (MemoryWorkspace scope = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return creation.get();
        }
    }
}
