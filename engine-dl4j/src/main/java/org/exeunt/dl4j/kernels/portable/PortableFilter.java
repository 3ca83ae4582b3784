package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.Epilogue;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.BoundOp;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A convolution with the operations {@code conv2d} and {@code conv2d_bp}, which every backend supports. */
final class PortableFilter implements Filter {
    private final Window vertical;
    private final Window horizontal;
    private final ReusedArray unwanted = new ReusedArray();

    PortableFilter(Window vertical, Window horizontal) {
        this.vertical = vertical;
        this.horizontal = horizontal;
    }

    private BoundOp operation(String name) {
        return new BoundOp(name, Window.convolutionArguments(vertical, horizontal));
    }

    /** Returns an array for the result. */
    INDArray output(ReusedArray array, INDArray x, long channels) {
        return array.ofShape(x.size(0), vertical.outputLength(x.size(1)), horizontal.outputLength(x.size(2)), channels);
    }

    @Override
    public void forward(INDArray x, INDArray weights, Epilogue epilogue, INDArray y) {
        operation("conv2d").from(x, weights).to(y).run();
        if (epilogue == null) {
            return;
        }
        INDArray rows = y.reshape('c', true, y.length() / epilogue.scale().length, epilogue.scale().length);
        rows.muliRowVector(Nd4j.createFromArray(new float[][] {epilogue.scale()}));
        rows.addiRowVector(Nd4j.createFromArray(new float[][] {epilogue.offset()}));
        if (epilogue.residual() != null) {
            y.addi(epilogue.residual());
        }
        if (epilogue.relu()) {
            Transforms.relu(y, false);
        }
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights) {
        operation("conv2d_bp")
                .from(x, weights, dz)
                .to(dx == null ? unwanted.ofShape(x.shape()) : dx, dWeights)
                .run();
    }
}
