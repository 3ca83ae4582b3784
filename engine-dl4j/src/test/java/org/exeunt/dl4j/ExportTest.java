package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Choice;
import org.exeunt.dl4j.backbones.ConvNet1d;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Exported graphs of Deeplearning4j's own layers answer what the network answers, once trained. */
class ExportTest {
    private static final int CLASSES = 4;
    private static final int BATCH = 6;
    private static final Choice<ExitHead> LINEAR = Choice.of(new LinearHead.Plugin(), new LinearHead.Options());

    static Stream<Arguments> exportable() {
        InputShape image = InputShape.image(3, 32, 32);
        return Stream.of(
                Arguments.of("convnet, linear", Fixture.convNet(8, 3), LINEAR, image),
                Arguments.of(
                        "convnet, mlp",
                        Fixture.convNet(8, 2),
                        Choice.of(new MlpHead.Plugin(), new MlpHead.Options(7)),
                        image),
                Arguments.of(
                        "convnet, conv",
                        Fixture.convNet(8, 2),
                        Choice.of(new ConvHead.Plugin(), new ConvHead.Options(5)),
                        image),
                Arguments.of("resnet18", Fixture.resNet18(4), LINEAR, image),
                Arguments.of(
                        "convnet-1d",
                        Choice.of(new ConvNet1d.Plugin(), new ConvNet1d.Options(8, 2, 5)),
                        LINEAR,
                        new InputShape(List.of(3, 40))),
                Arguments.of("mlp", Fixture.mlp(9, 5), LINEAR, InputShape.vector(12)),
                Arguments.of("logistic regression", Fixture.mlp(), LINEAR, InputShape.vector(12)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exportable")
    void answersTheSame(String name, Choice<Backbone> backbone, Choice<ExitHead> head, InputShape shape)
            throws IOException {
        NetworkDesign design = design(backbone, head, shape);
        Network network = Fixture.open(design);
        Examples examples = Fixture.normal(shape, BATCH, CLASSES, 3);
        // biases, norms and running statistics leave the values they begin with
        for (int step = 0; step < 3; step++) {
            network.train(
                    Fixture.earlyExit(network), examples, Fixture.oneStep(examples, 0.05), Fixture.STREAMS.stream("s"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((Dl4jDesign) design).export(network.read(network.facts().layout().all()), out);

        ComputationGraph graph =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(out.toByteArray()), false);
        assertThat(graph.getLayers())
                .allSatisfy(layer -> assertThat(layer.getClass().getName()).startsWith("org.deeplearning4j."));
        INDArray[] probabilities = graph.output(false, input(examples, shape));
        assertThat(probabilities).hasSize(network.facts().exits());
        network.forward(examples, pass -> {
            for (int k = 0; k < probabilities.length; k++) {
                double[] expected = softmax(pass.logits(new Exit(k + 1)));
                for (int i = 0; i < expected.length; i++) {
                    assertThat(probabilities[k].getDouble(i / CLASSES, i % CLASSES))
                            .as("exit %d", k + 1)
                            .isCloseTo(expected[i], within(1e-5));
                }
            }
        });
        graph.close();
        network.close();
    }

    @Test
    void namesTheLayerThatDeeplearning4jHasNothingLike() {
        InputShape image = InputShape.image(3, 32, 32);
        assertRefused(design(Fixture.resNet18WithGroupNorm(4, 2), LINEAR, image), "group norm");
        assertRefused(
                design(
                        Fixture.convNet(8, 2),
                        Choice.of(new RecurrentHead.Plugin(), new RecurrentHead.Options(4, 2, 8, 0)),
                        image),
                "no form in Deeplearning4j's own layers");
    }

    private void assertRefused(NetworkDesign design, String reason) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ((Dl4jDesign) design).export(design.initialParameters(Fixture.STREAMS.stream("init")), out))
                .withMessageContaining(reason);
        assertThat(out.size()).isZero();
    }

    private static NetworkDesign design(Choice<Backbone> backbone, Choice<ExitHead> head, InputShape shape) {
        return new Dl4jEngine(new Fixture.Context()).design(new NetworkOptions(backbone, head), shape, CLASSES);
    }

    private static double[] softmax(double[] logits) {
        double[] probabilities = new double[logits.length];
        double[] row = new double[CLASSES];
        for (int at = 0; at < logits.length; at += CLASSES) {
            Softmax.row(logits, at, CLASSES, 1, row);
            System.arraycopy(row, 0, probabilities, at, CLASSES);
        }
        return probabilities;
    }

    /** A series is an image of height 1. */
    private static INDArray input(Examples examples, InputShape shape) {
        float[] values = new float[BATCH * shape.size()];
        for (int i = 0; i < BATCH; i++) {
            examples.copyTo(i, values, i * shape.size());
        }
        List<Integer> d = shape.lengths();
        INDArray rows = Nd4j.createFromArray(values);
        return switch (d.size()) {
            case 1 -> rows.reshape('c', BATCH, d.get(0));
            case 2 -> rows.reshape('c', BATCH, d.get(0), 1, d.get(1));
            default -> rows.reshape('c', BATCH, d.get(0), d.get(1), d.get(2));
        };
    }
}
