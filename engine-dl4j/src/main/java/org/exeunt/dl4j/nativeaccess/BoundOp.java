package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** An ND4J operation that keeps its context: binding the same arrays again has no cost. For one thread. */
public final class BoundOp {
    private final CustomOp op;
    private final OpContext context = Nd4j.getExecutioner().buildContext();
    private INDArray[] inputs = {};
    private INDArray[] outputs = {};

    public BoundOp(String name, long... integerArguments) {
        this.op = DynamicCustomOp.builder(name).build();
        context.setIArguments(integerArguments);
    }

    /** Sets the inputs of the following calls of {@link #run}. */
    public BoundOp from(INDArray... arrays) {
        if (differ(arrays, inputs)) {
            inputs = arrays;
            context.setInputArrays(arrays);
        }
        return this;
    }

    /** Sets the outputs of the following calls of {@link #run}. */
    public BoundOp to(INDArray... arrays) {
        if (differ(arrays, outputs)) {
            outputs = arrays;
            context.setOutputArrays(arrays);
        }
        return this;
    }

    public void run() {
        Nd4j.exec(op, context);
    }

    private static boolean differ(INDArray[] a, INDArray[] b) {
        return !Arrays.equals(a, b, (x, y) -> x == y ? 0 : 1);
    }
}
