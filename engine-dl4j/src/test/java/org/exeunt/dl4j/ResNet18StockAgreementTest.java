package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares ResNet-18 of fast layers with a graph of Deeplearning4j's own layers with the same parameters, channels
 * first and four outputs.
 */
class ResNet18StockAgreementTest {
    private static final int CLASSES = 5;
    private static final int BATCH = 8;
    private static final int WIDTH = 8;
    private static final InputShape SHAPE = InputShape.image(3, 16, 16);

    private final GraphBuilder graph = new NeuralNetConfiguration.Builder()
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(16, 16, 3));

    private String convolution(String name, String input, int kernel, int stride, int out) {
        graph.addLayer(
                "conv-" + name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(kernel / 2, kernel / 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .nOut(out)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                input);
        graph.addLayer(
                "norm-" + name,
                new BatchNormalization.Builder()
                        .eps(1e-5)
                        .decay(0.9)
                        .useLogStd(false)
                        .build(),
                "conv-" + name);
        return "norm-" + name;
    }

    private String relu(String name, String input) {
        graph.addLayer(
                name, new ActivationLayer.Builder().activation(Activation.RELU).build(), input);
        return name;
    }

    private ComputationGraph stockGraph() {
        String below = relu("relu-stem", convolution("stage1/stem/", "in", 3, 1, WIDTH));
        int in = WIDTH;
        for (int stage = 1; stage <= 4; stage++) {
            int out = WIDTH << (stage - 1);
            for (int block = 1; block <= 2; block++) {
                String name = "stage%d/block%d/".formatted(stage, block);
                int stride = block == 1 && stage > 1 ? 2 : 1;
                String inner = relu(name + "relu1", convolution(name + "conv1/", below, 3, stride, out));
                String sum = convolution(name + "conv2/", inner, 3, 1, out);
                String shortcut =
                        stride == 1 && in == out ? below : convolution(name + "shortcut/", below, 1, stride, out);
                graph.addVertex(name + "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), sum, shortcut);
                below = relu(name + "relu2", name + "sum");
                in = out;
            }
            graph.addLayer("mean" + stage, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), below)
                    .addLayer(
                            "exit%d/dense/".formatted(stage),
                            new DenseLayer.Builder()
                                    .nOut(CLASSES)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "mean" + stage);
        }
        ComputationGraph built =
                new ComputationGraph(graph.setOutputs("exit1/dense/", "exit2/dense/", "exit3/dense/", "exit4/dense/")
                        .build());
        built.init();
        return built;
    }

    private final Network network = Fixture.open(Fixture.design(Fixture.resNet18(WIDTH), SHAPE, CLASSES));
    private final ParameterLayout layout = network.facts().layout();
    private final ComputationGraph stock = stockGraph();

    @BeforeEach
    void loadTheSameParameters() {
        network.load(perturbed(network.read(layout.all())));
        copyParameters(network.read(layout.all()), stock);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void logitsAgree() {
        Examples examples = Fixture.normal(SHAPE, BATCH, CLASSES, 1);
        INDArray[] logits = stock.output(false, images(examples));
        network.forward(examples, pass -> {
            for (int k = 0; k < 4; k++) {
                double[] ours = pass.logits(new Exit(k + 1));
                for (int i = 0; i < BATCH * CLASSES; i++) {
                    double theirs = logits[k].getDouble(i / CLASSES, i % CLASSES);
                    assertThat(ours[i]).as("exit %d", k + 1).isCloseTo(theirs, within(1e-4 * (1 + Math.abs(theirs))));
                }
            }
        });
    }

    @Test
    void gradientsAgree() {
        Map<Block, List<Double>> differences = new LinkedHashMap<>();
        for (int draw = 0; draw < 3; draw++) {
            Examples examples = Fixture.normal(SHAPE, BATCH, CLASSES, draw);
            computeStockGradients(examples);
            float[] ours = Fixture.gradient(network, Fixture.earlyExit(network), examples);
            for (Block block : layout.trainable().blocks()) {
                float[] mine = Arrays.copyOfRange(ours, block.offset(), block.end());
                float[] theirs = rowMajor(stock.gradient().getGradientFor(stockName(block)));
                differences
                        .computeIfAbsent(block, b -> new ArrayList<>())
                        .add(Fixture.relativeDifference(mine, theirs));
            }
        }
        differences.forEach((block, ofDraws) -> {
            // both are float32: occasionally the input of a ReLU is within rounding errors of zero, and only one of
            // them is active
            assertThat(ofDraws).as(block.name()).allMatch(difference -> difference < 0.1);
            assertThat(ofDraws.stream().sorted().skip(1).findFirst().orElseThrow())
                    .as("median of %s for %s", ofDraws, block.name())
                    .isLessThan(1e-4);
        });
    }

    @Test
    void stepsOfRunningMeansAgree() {
        Examples examples = Fixture.normal(SHAPE, BATCH, CLASSES, 1);
        computeStockGradients(examples);
        ParameterSet before = network.read(layout.buffers());
        network.train(
                Fixture.earlyExit(network),
                examples,
                Fixture.oneStep(examples, 1e-30),
                Fixture.STREAMS.stream("shuffle"));
        ParameterSet after = network.read(layout.buffers());
        for (Block block : layout.buffers().blocks()) {
            if (block.name().endsWith("/mean")) {
                float[] old = before.select(layout.select(block::equals)).values();
                float[] moved = after.select(layout.select(block::equals)).values();
                float[] step = rowMajor(stock.gradient().getGradientFor(stockName(block)));
                for (int c = 0; c < old.length; c++) {
                    assertThat(moved[c]).as(block.name()).isCloseTo(old[c] - step[c], within(1e-5f));
                }
            }
        }
    }

    private void computeStockGradients(Examples examples) {
        Map<String, INDArray> activations = stock.feedForward(new INDArray[] {images(examples)}, true, false);
        INDArray[] logitGradients = new INDArray[4];
        for (int k = 0; k < 4; k++) {
            logitGradients[k] = crossEntropyGradient(activations.get("exit%d/dense/".formatted(k + 1)), examples);
        }
        stock.backpropGradient(logitGradients);
    }

    /** Returns parameters with scales, offsets and running statistics that differ from their initial values. */
    private static ParameterSet perturbed(ParameterSet initial) {
        float[] values = initial.values();
        var random = Fixture.STREAMS.stream("unusual");
        for (Block block : initial.layout().blocks()) {
            if (block.shape().size() == 1 && block.name().startsWith("stage")) {
                for (int i = block.offset(); i < block.end(); i++) {
                    values[i] += (float) random.nextDouble(-0.3, 0.3);
                }
            }
        }
        return ParameterSet.fromFlat(initial.blocks(), values);
    }

    private static INDArray crossEntropyGradient(INDArray logits, Examples examples) {
        INDArray gradient = Nd4j.create(BATCH, CLASSES);
        for (int b = 0; b < BATCH; b++) {
            double[] row = logits.getRow(b).toDoubleVector();
            double[] probabilities = new double[CLASSES];
            Softmax.row(row, 0, CLASSES, 1, probabilities);
            for (int c = 0; c < CLASSES; c++) {
                double target = c == examples.label(b) ? 1 : 0;
                gradient.putScalar(b, c, (probabilities[c] - target) / (4 * BATCH));
            }
        }
        return gradient;
    }

    private static String stockName(Block block) {
        int split = block.name().lastIndexOf('/') + 1;
        String part = block.name().substring(0, split);
        String parameter = block.name().substring(split);
        if (block.role() == BlockRole.HEAD) {
            return part + "_" + parameter;
        }
        return (parameter.equals("W") ? "conv-" : "norm-") + part + "_" + parameter;
    }

    private static void copyParameters(ParameterSet from, ComputationGraph to) {
        float[] flat = from.values();
        for (Block block : from.layout().blocks()) {
            INDArray target = to.getParam(stockName(block));
            INDArray source = Nd4j.createFromArray(Arrays.copyOfRange(flat, block.offset(), block.end()));
            target.assign(
                    target.rank() == 2 && target.ordering() == 'f' && target.size(0) > 1
                            ? source.reshape('c', target.size(1), target.size(0))
                                    .transpose()
                            : source.reshape('c', target.shape()));
        }
    }

    private static float[] rowMajor(INDArray array) {
        INDArray rows = array.rank() == 2 && array.ordering() == 'f' ? array.transpose() : array;
        return Nd4j.toFlattened('c', rows).toFloatVector();
    }

    private static INDArray images(Examples examples) {
        float[] values = new float[BATCH * SHAPE.size()];
        for (int i = 0; i < BATCH; i++) {
            examples.copyTo(i, values, i * SHAPE.size());
        }
        return Nd4j.createFromArray(values).reshape('c', BATCH, 3, 16, 16);
    }
}
