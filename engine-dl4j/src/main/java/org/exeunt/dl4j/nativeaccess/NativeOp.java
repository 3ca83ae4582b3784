package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * An ND4J operation on matrices that may differ in every call.
 *
 * <p>In host memory, arguments are passed by address and shape, which costs about a microsecond. In device memory, each
 * argument requires a view, which costs several times as much. For one thread.
 */
public final class NativeOp {
    /** Shape descriptions. They are never freed by ND4J, so caching them for the life of the process is safe. */
    private static final Map<Shape, Pointer> SHAPES = new ConcurrentHashMap<>();

    private final String name;
    private final int rank;
    private final CustomOp op;
    private final long hash;
    /** Owns the native context and must therefore stay reachable. */
    private final OpContext owner;

    private final OpaqueContext context;
    private final NativeOps natives;

    private record Shape(int rank, int rows, int columns) {}

    /**
     * Creates an operation.
     *
     * @param name name in ND4J
     * @param rank number of axes of the arrays, at least 2; axes before the last two have length 1
     * @param reals floating-point arguments
     * @param integers integer arguments
     */
    public NativeOp(String name, int rank, double[] reals, long... integers) {
        this.name = name;
        this.rank = rank;
        this.op = DynamicCustomOp.builder(name).build();
        this.hash = op.opHash();
        this.owner = Nd4j.getExecutioner().buildContext();
        owner.setTArguments(reals);
        owner.setIArguments(integers);
        this.context = (OpaqueContext) owner.contextPointer();
        this.natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    /**
     * Runs the operation.
     *
     * @throws IllegalStateException if the operation rejects its arguments
     */
    public void run(Matrix output, Matrix... inputs) {
        if (MemoryLocation.isHost()) {
            runByAddress(output, inputs);
        } else {
            runOnViews(output, inputs);
        }
    }

    private void runOnViews(Matrix output, Matrix... inputs) {
        INDArray[] views = new INDArray[inputs.length];
        Arrays.setAll(views, i -> inputs[i].array(rank));
        owner.purge();
        owner.setInputArrays(views);
        owner.setOutputArrays(output.array(rank));
        Nd4j.exec(op, owner);
    }

    private void runByAddress(Matrix output, Matrix... inputs) {
        natives.ctxPurge(context);
        for (int i = 0; i < inputs.length; i++) {
            natives.setGraphContextInputArray(context, i, inputs[i].address(), shape(inputs[i]), null, null);
        }
        natives.setGraphContextOutputArray(context, 0, output.address(), shape(output), null, null);
        if (natives.execCustomOp2(null, hash, context) != 0) {
            throw new IllegalStateException("operation %s failed: %s".formatted(name, natives.lastErrorMessage()));
        }
    }

    private Pointer shape(Matrix matrix) {
        return SHAPES.computeIfAbsent(new Shape(rank, matrix.rows(), matrix.columns()), NativeOp::describe);
    }

    private static Pointer describe(Shape shape) {
        long[] lengths = new long[shape.rank()];
        Arrays.fill(lengths, 1);
        lengths[shape.rank() - 2] = shape.rows();
        lengths[shape.rank() - 1] = shape.columns();
        return Nd4j.getShapeInfoProvider()
                .createShapeInformation(lengths, 'c', DataType.FLOAT)
                .getFirst()
                .addressPointer();
    }
}
