package org.exeunt.dl4j.layers;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Product of two dense row-major matrices, either transposed, on ND4J's {@code matmul} operation, which reaches oneDNN; {@code gemm} and
 * {@code mmul} go to OpenBLAS and are half as fast. For one thread.
 */
final class MatrixProduct {
    private final boolean transposeLeft;
    private final boolean transposeRight;
    private final Map<Long, BoundOp> bySize = new HashMap<>();

    MatrixProduct(boolean transposeLeft, boolean transposeRight) {
        this.transposeLeft = transposeLeft;
        this.transposeRight = transposeRight;
    }

    /** Writes {@code left * right} to {@code result}. */
    void run(INDArray left, INDArray right, INDArray result) {
        bySize.computeIfAbsent(
                        left.size(0), size -> new BoundOp("matmul", transposeLeft ? 1 : 0, transposeRight ? 1 : 0, 0))
                .from(left, right)
                .to(result)
                .run();
    }
}
