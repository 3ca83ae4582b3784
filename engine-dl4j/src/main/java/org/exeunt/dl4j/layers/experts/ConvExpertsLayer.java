package org.exeunt.dl4j.layers.experts;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ConvExperts} configuration. */
final class ConvExpertsLayer extends FastLayer<ConvExperts> {
    private final int channels;
    private final int out;
    private final Gate gate;
    private final List<Expert> experts = new ArrayList<>();
    private final ReusedArray output = new ReusedArray();
    private final ReusedArray inputGradient = new ReusedArray();
    private NativeFloats x;
    private NativeFloats y;

    /** One expert, with the images that it computes. */
    private final class Expert {
        final String weights;
        final String bias;
        final ConvPool convolution;
        final ReusedArray inputs = new ReusedArray();
        final ReusedArray inputGradients = new ReusedArray();
        final ReusedArray outputGradients = new ReusedArray();
        int[] images = {};
        INDArray read;
        INDArray computed;

        Expert(int number) {
            weights = ConvExperts.weights(number);
            bias = ConvExperts.bias(number);
            convolution =
                    Kernels.inUse().convPool(layerConf().window(), layerConf().window(), channels, out, 2);
        }

        void forward(int[] chosen, int imageSize, boolean training) {
            images = chosen;
            if (images.length > 0) {
                read = inputs.ofShape(images.length, input.size(1), input.size(2), channels);
                NativeFloats target = NativeFloats.of(read);
                for (int row = 0; row < images.length; row++) {
                    target.put(row * imageSize, x, images[row] * imageSize, imageSize);
                }
                computed = convolution.forward(read, params.get(weights), params.get(bias), training);
            }
        }

        /** Returns the gradient at the input; null if it is not wanted. */
        INDArray backward(INDArray dy, boolean inputGradientWanted) {
            INDArray dx = inputGradientWanted ? inputGradients.ofShape(read.shape()) : null;
            convolution.backward(
                    read, params.get(weights), dy, dx, gradientViews.get(weights), gradientViews.get(bias));
            return dx;
        }
    }

    ConvExpertsLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        channels = (int) layerConf().getNIn();
        out = (int) layerConf().getNOut();
        gate = new Gate(channels, layerConf().experts(), layerConf().active());
        for (int number = 1; number <= layerConf().experts(); number++) {
            experts.add(new Expert(number));
        }
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        experts.forEach(expert -> expert.convolution.keepPreparedWeights(keep));
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        x = NativeFloats.of(NativeFloats.dense(input));
        int batch = (int) input.size(0);
        int imageSize = x.length() / batch;
        gate.choose(means(batch, imageSize), values("gate/W"), values("gate/b"));
        INDArray result = output.ofShape(
                batch,
                layerConf().window().outputLength(input.size(1)) / 2,
                layerConf().window().outputLength(input.size(2)) / 2,
                out);
        y = NativeFloats.of(result);
        int size = y.length() / batch;
        float[] sums = new float[y.length()];
        float[] image = new float[size];
        for (int e = 0; e < experts.size(); e++) {
            Expert expert = experts.get(e);
            expert.forward(gate.imagesOf(e), imageSize, training);
            for (int row = 0; row < expert.images.length; row++) {
                int n = expert.images[row];
                NativeFloats.of(expert.computed).get(row * size, image, 0, size);
                float weight = (float) gate.weight(n, e);
                for (int i = 0; i < size; i++) {
                    sums[n * size + i] += weight * image[i];
                }
            }
        }
        y.put(0, sums, 0, sums.length);
        return result;
    }

    private float[] means(int batch, int imageSize) {
        float[] means = new float[batch * channels];
        float[] image = new float[imageSize];
        for (int n = 0; n < batch; n++) {
            x.get(n * imageSize, image, 0, imageSize);
            double[] sums = new double[channels];
            for (int i = 0; i < imageSize; i++) {
                sums[i % channels] += image[i];
            }
            for (int c = 0; c < channels; c++) {
                means[n * channels + c] = (float) (sums[c] * channels / imageSize);
            }
        }
        return means;
    }

    private float[] values(String parameter) {
        NativeFloats source = NativeFloats.of(params.get(parameter));
        float[] values = new float[source.length()];
        source.get(0, values, 0, values.length);
        return values;
    }

    @Override
    protected INDArray backward(INDArray epsilon, boolean inputGradientWanted) {
        NativeFloats dy = NativeFloats.of(NativeFloats.dense(epsilon));
        int batch = (int) input.size(0);
        int size = dy.length() / batch;
        int imageSize = x.length() / batch;
        float[] dx = new float[inputGradientWanted ? x.length() : 0];
        double[] dWeights = new double[batch * experts.size()];
        for (int e = 0; e < experts.size(); e++) {
            Expert expert = experts.get(e);
            if (expert.images.length == 0) {
                gradientViews.get(expert.weights).assign(0);
                gradientViews.get(expert.bias).assign(0);
                continue;
            }
            INDArray dExpert = expert.backward(weighted(expert, e, dy, size, dWeights), inputGradientWanted);
            if (inputGradientWanted) {
                addImages(expert, dExpert, dx, imageSize);
            }
        }
        float[] dMatrix = new float[channels * experts.size()];
        float[] dBias = new float[experts.size()];
        float[] dMeans = gate.backward(dWeights, values("gate/W"), dMatrix, dBias);
        NativeFloats.of(gradientViews.get("gate/W")).put(0, dMatrix, 0, dMatrix.length);
        NativeFloats.of(gradientViews.get("gate/b")).put(0, dBias, 0, dBias.length);
        if (!inputGradientWanted) {
            return null;
        }
        for (int i = 0; i < dx.length; i++) {
            dx[i] += dMeans[i / imageSize * channels + i % channels] * channels / imageSize;
        }
        INDArray result = inputGradient.ofShape(input.shape());
        NativeFloats.of(result).put(0, dx, 0, dx.length);
        return result;
    }

    /**
     * Returns the gradient at the output of an expert, and writes that at the weights of its images.
     *
     * @param e index of the expert
     */
    private INDArray weighted(Expert expert, int e, NativeFloats dy, int size, double[] dWeights) {
        INDArray gradient = expert.outputGradients.ofShape(expert.computed.shape());
        NativeFloats target = NativeFloats.of(gradient);
        NativeFloats computed = NativeFloats.of(expert.computed);
        float[] dImage = new float[size];
        float[] image = new float[size];
        for (int row = 0; row < expert.images.length; row++) {
            int n = expert.images[row];
            dy.get(n * size, dImage, 0, size);
            computed.get(row * size, image, 0, size);
            double product = 0;
            for (int i = 0; i < size; i++) {
                product += (double) dImage[i] * image[i];
            }
            dWeights[n * experts.size() + e] = product;
            VectorLoops.multiply(dImage, (float) gate.weight(n, e), size);
            target.put(row * size, dImage, 0, size);
        }
        return gradient;
    }

    private static void addImages(Expert expert, INDArray dExpert, float[] dx, int imageSize) {
        NativeFloats source = NativeFloats.of(dExpert);
        float[] image = new float[imageSize];
        for (int row = 0; row < expert.images.length; row++) {
            source.get(row * imageSize, image, 0, imageSize);
            int from = expert.images[row] * imageSize;
            for (int i = 0; i < imageSize; i++) {
                dx[from + i] += image[i];
            }
        }
    }
}
