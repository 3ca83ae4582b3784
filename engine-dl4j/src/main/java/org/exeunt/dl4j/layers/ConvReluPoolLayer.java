package org.exeunt.dl4j.layers;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link ConvReluPool}.
 *
 * <p>Adding a bias and clipping at zero commute with taking a maximum, so both work on the pooled array, a quarter of the size.
 */
final class ConvReluPoolLayer extends FastLayer<ConvReluPool> {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
    private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

    private final Filter filter;
    private final BiasRelu biasRelu;
    private final ReusedArray convolved = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray pooled = new ReusedArray();
    private final ReusedArray pooledGradient = new ReusedArray();
    private final ReusedArray inputGradient = new ReusedArray();
    private final Map<Long, Bound> bySize = new HashMap<>();
    private INDArray x;

    ConvReluPoolLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.filter = Filter.of(layerConf());
        this.biasRelu = BiasRelu.of((int) layerConf().getNOut(), true);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        x = NativeFloats.dense(input);
        Bound bound = bound();
        filter.forward(x, params.get(WEIGHTS), bound.z);
        bound.pool.run();
        biasRelu.forward(bound.yFloats, NativeFloats.of(params.get(BIAS)));
        return bound.y;
    }

    @Override
    INDArray backward(INDArray epsilon, boolean inputGradientWanted) {
        Bound bound = bound();
        biasRelu.backward(
                NativeFloats.of(NativeFloats.dense(epsilon)),
                bound.yFloats,
                bound.dyFloats,
                NativeFloats.of(gradientViews.get(BIAS)));
        bound.unpool.run();
        INDArray weights = params.get(WEIGHTS);
        INDArray dWeights = gradientViews.get(WEIGHTS);
        if (!inputGradientWanted) {
            filter.weightGradient(x, weights, bound.dz, dWeights);
            return null;
        }
        INDArray dx = inputGradient.ofShape(x.shape());
        filter.backward(x, weights, bound.dz, dx, dWeights);
        return dx;
    }

    private Bound bound() {
        return bySize.computeIfAbsent(x.size(0), Bound::new);
    }

    /** Arrays and operations for one batch size. */
    private final class Bound {
        final INDArray z;
        final INDArray dz;
        final INDArray y;
        final NativeFloats yFloats;
        final NativeFloats dyFloats;
        final BoundOp pool;
        final BoundOp unpool;

        Bound(long batch) {
            long height = filter.outputHeight(x.size(1));
            long width = filter.outputWidth(x.size(2));
            long channels = layerConf().getNOut();
            int pool = layerConf().getPoolHeight();
            this.z = convolved.ofShape(batch, height, width, channels);
            this.dz = convolvedGradient.ofShape(batch, height, width, channels);
            this.y = pooled.ofShape(batch, height / pool, width / 2, channels);
            INDArray dy = pooledGradient.ofShape(batch, height / pool, width / 2, channels);
            this.yFloats = NativeFloats.of(y);
            this.dyFloats = NativeFloats.of(dy);
            this.pool = new BoundOp("maxpool2d", pool, 2, pool, 2, 0, 0, 1, 1, 0, 0, 1)
                    .from(z)
                    .to(y);
            this.unpool = new BoundOp("maxpool2d_bp", pool, 2, pool, 2, 0, 0, 1, 1, 0, 0, 1)
                    .from(z, dy)
                    .to(dz);
        }
    }
}
