package org.exeunt.dl4j.nativeaccess;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float array that is reused from call to call instead of being created in each. Batches of different sizes share its
 * memory, starting at the first row.
 *
 * <p>It is outside all workspaces, so it may be passed from one graph to the next. Its content is undefined until
 * written. For one thread.
 */
public final class ReusedArray {
    private final Map<Long, INDArray> bySize = new HashMap<>();
    private INDArray largest;

    /**
     * Returns an array of the given shape. Calls with the same first length return the same object until a larger first
     * length is requested, for which new memory is allocated.
     *
     * @param shape batch size, followed by lengths that are the same in every call
     */
    public INDArray ofShape(long... shape) {
        if (largest == null || largest.size(0) < shape[0]) {
            largest = OutsideWorkspaces.create(() -> Nd4j.createUninitialized(DataType.FLOAT, shape, 'c'));
            bySize.clear();
            bySize.put(shape[0], largest);
        }
        return bySize.computeIfAbsent(shape[0], size -> OutsideWorkspaces.create(() -> firstRows(shape)));
    }

    private INDArray firstRows(long[] shape) {
        return Nd4j.create(largest.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
    }
}
