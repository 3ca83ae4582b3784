package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Uses ND4J operations only. */
record PortableBiasRelu(int channels, boolean relu) implements BiasRelu {
    @Override
    public void forward(INDArray y, INDArray bias) {
        INDArray rows = rows(y);
        rows.addiRowVector(NativeFloats.of(bias).shaped(1, channels));
        if (relu) {
            Transforms.relu(rows, false);
        }
    }

    @Override
    public void backward(INDArray dy, INDArray y, INDArray dz, INDArray dBias) {
        INDArray slopes = rows(dz);
        slopes.assign(rows(dy));
        if (relu) {
            slopes.muli(PortableKernels.positive(rows(y)));
        }
        NativeFloats.of(dBias).shaped(channels).assign(slopes.sum(0));
    }

    private INDArray rows(INDArray array) {
        return NativeFloats.of(array).shaped(array.length() / channels, channels);
    }
}
