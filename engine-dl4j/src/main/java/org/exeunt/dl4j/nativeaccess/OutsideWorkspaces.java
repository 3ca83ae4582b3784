package org.exeunt.dl4j.nativeaccess;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates arrays that outlive the call they are made in: inside a layer's call, plain creation may land in memory that is reused after it. */
public final class OutsideWorkspaces {
    private OutsideWorkspaces() {}

    /** Returns what {@code creation} creates, in no workspace. */
    @SuppressWarnings("try") // the scope is not used, it is only closed
    public static INDArray create(Supplier<INDArray> creation) {
        try (MemoryWorkspace scope = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return creation.get();
        }
    }
}
