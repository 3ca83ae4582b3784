package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the chain of fast layers with a graph of Deeplearning4j's own layers with the same parameters and three
 * outputs.
 */
class Dl4jExportAgreementTest {
    private static final int CLASSES = 5;
    private static final int BATCH = 8;
    private static final InputShape SHAPE = InputShape.image(3, 32, 32);

    private static ComputationGraph stockGraph(int width) {
        var graph = new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(32, 32, 3));
        String below = "in";
        for (int k = 1; k <= 3; k++) {
            graph.addLayer(
                            "conv" + k,
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(width)
                                    .activation(Activation.RELU)
                                    .build(),
                            below)
                    .addLayer(
                            "max" + k,
                            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                    .kernelSize(2, 2)
                                    .stride(2, 2)
                                    .build(),
                            "conv" + k)
                    .addLayer("mean" + k, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "max" + k)
                    .addLayer(
                            "logits" + k,
                            new DenseLayer.Builder()
                                    .nOut(CLASSES)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "mean" + k);
            below = "max" + k;
        }
        ComputationGraph built = new ComputationGraph(
                graph.setOutputs("logits1", "logits2", "logits3").build());
        built.init();
        return built;
    }

    @Test
    void logitsAndGradientsAgree() {
        Network network = Fixture.open(Fixture.design(Fixture.convNet(16, 3), SHAPE, CLASSES));
        ComputationGraph stock = stockGraph(16);
        copyParameters(network.read(network.spec().layout().all()), stock);
        Examples examples = Fixture.normal(SHAPE, BATCH, CLASSES, 1);
        INDArray[] logits = stock.output(false, images(examples));
        INDArray[] gradients = new INDArray[3];
        network.forward(examples, pass -> {
            for (int k = 0; k < 3; k++) {
                double[] ours = pass.logits(new Exit(k + 1));
                for (int i = 0; i < BATCH * CLASSES; i++) {
                    assertThat(ours[i]).isCloseTo(logits[k].getDouble(i / CLASSES, i % CLASSES), within(1e-4));
                }
            }
        });
        for (int k = 0; k < 3; k++) {
            gradients[k] = Nd4j.nn().softmax(logits[k]);
            for (int b = 0; b < BATCH; b++) {
                gradients[k].putScalar(b, examples.label(b), gradients[k].getDouble(b, examples.label(b)) - 1);
            }
            gradients[k].divi(3 * BATCH);
        }
        stock.feedForward(new INDArray[] {images(examples)}, true, false);
        stock.backpropGradient(gradients);

        float[] ours = Fixture.gradient(network, Fixture.earlyExit(network), examples);
        for (Block block : network.spec().layout().blocks()) {
            float[] mine = Arrays.copyOfRange(ours, block.offset(), block.end());
            float[] theirs = rowMajor(stock.gradient().getGradientFor(stockName(block, "_")));
            // both are float32; they may differ if the input of a ReLU is within rounding errors of zero
            assertThat(Fixture.relativeDifference(mine, theirs))
                    .as(block.name())
                    .isLessThan(1e-4);
        }
        network.close();
    }

    private static String stockName(Block block, String separator) {
        String parameter = block.name().substring(block.name().lastIndexOf('/') + 1);
        String layer = block.name().startsWith("stage") ? "conv" : "logits";
        return layer + block.depth() + separator + parameter;
    }

    private static void copyParameters(ParameterSet from, ComputationGraph to) {
        float[] flat = from.values();
        for (Block block : from.layout().blocks()) {
            float[] values = Arrays.copyOfRange(flat, block.offset(), block.end());
            INDArray target = to.getParam(stockName(block, "_"));
            INDArray source = Nd4j.createFromArray(values);
            target.assign(
                    target.ordering() == 'f' && target.rank() == 2
                            ? source.reshape('c', target.size(1), target.size(0))
                                    .transpose()
                            : source.reshape('c', target.shape()));
        }
    }

    private static float[] rowMajor(INDArray array) {
        INDArray rows = array.ordering() == 'f' && array.rank() == 2 ? array.transpose() : array;
        return Nd4j.toFlattened('c', rows).toFloatVector();
    }

    private static INDArray images(Examples examples) {
        float[] values = new float[BATCH * SHAPE.size()];
        for (int i = 0; i < BATCH; i++) {
            examples.copyTo(i, values, i * SHAPE.size());
        }
        return Nd4j.createFromArray(values).reshape('c', BATCH, 3, 32, 32);
    }
}
