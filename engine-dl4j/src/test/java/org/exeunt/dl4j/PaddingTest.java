package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Recurrent layers of Deeplearning4j on sequences with padding at the end. */
class PaddingTest {
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 13;
    private static final int LENGTH = 6;
    private static final int LONGER = 11;
    private static final Tokens TOKENS =
            Tokens.draw(EXAMPLES, LENGTH, TokenLstm.VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens"));

    private static Dl4jDesign design(int length, Steps steps, boolean masks) {
        return new Dl4jDesign(new GraphFactory(
                new TokenLstm(masks),
                new LinearHead(new LinearHead.Options(Optional.of(steps))),
                InputShape.vector(length),
                CLASSES));
    }

    private static List<double[]> logits(Network network, Tokens tokens) {
        List<double[]> logits = new ArrayList<>();
        network.forward(tokens, pass -> {
            for (Exit exit : network.spec().allExits()) {
                logits.add(pass.logits(exit).clone());
            }
        });
        return logits;
    }

    @ParameterizedTest
    @EnumSource
    void paddingDoesNotChangeLogits(Steps steps) {
        try (Network network = Fixture.open(design(LENGTH, steps, true));
                Network longer = Fixture.open(design(LONGER, steps, true))) {
            List<double[]> expected = logits(network, TOKENS);
            List<double[]> found = logits(longer, TOKENS.padded(LONGER));
            for (int k = 0; k < 2; k++) {
                assertThat(found.get(k)).containsExactly(expected.get(k), within(1e-6));
            }
        }
    }

    /** Encoder blocks mark padding themselves. */
    @ParameterizedTest
    @EnumSource
    void paddingDoesNotChangeTransformerLogits(Steps steps) {
        assertPaddingIsIgnored(
                new Transformer(new Transformer.Options(TokenLstm.VOCABULARY, 8, 2, 2, 12, 0, true)),
                new LinearHead(new LinearHead.Options(Optional.of(steps))));
    }

    /** A layer that pools a sequence has no mask for the next stage or the head. */
    @Test
    void paddingDoesNotChangePooledStages() {
        assertPaddingIsIgnored(new PooledLstm(), new LinearHead());
    }

    /** An embedding, an LSTM and the mean of its steps, one per stage; token 0 is padding. */
    private record PooledLstm() implements Backbone {
        @Override
        public int stages() {
            return 3;
        }

        @Override
        public InputType input(InputShape example) {
            return InputType.feedForward(example.size());
        }

        @Override
        public OptionalDouble padding() {
            return OptionalDouble.of(0);
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
            graph.addLayer(
                    "layer",
                    switch (stage) {
                        case 1 ->
                            new EmbeddingSequenceLayer.Builder()
                                    .nIn(TokenLstm.VOCABULARY)
                                    .nOut(6)
                                    .build();
                        case 2 ->
                            new LSTM.Builder()
                                    .nOut(6)
                                    .activation(Activation.TANH)
                                    .build();
                        default -> new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
                    },
                    input);
            return "layer";
        }
    }

    private static void assertPaddingIsIgnored(Backbone backbone, ExitHead head) {
        List<List<double[]>> answers = new ArrayList<>();
        for (int length : List.of(LENGTH, LONGER)) {
            GraphFactory factory = new GraphFactory(backbone, head, InputShape.vector(length), CLASSES);
            try (Network network = Fixture.open(new Dl4jDesign(factory))) {
                answers.add(logits(network, TOKENS.padded(length)));
            }
        }
        assertThat(answers.get(0)).hasSize(backbone.stages());
        for (int k = 0; k < backbone.stages(); k++) {
            assertThat(answers.get(1).get(k)).containsExactly(answers.get(0).get(k), within(1e-5));
        }
    }

    /** Shows that masks are necessary. */
    @Test
    void undeclaredPaddingChangesLogits() {
        try (Network network = Fixture.open(design(LENGTH, Steps.LAST, false));
                Network longer = Fixture.open(design(LONGER, Steps.LAST, false))) {
            double[] expected = logits(network, TOKENS).get(0);
            double[] found = logits(longer, TOKENS.padded(LONGER)).get(0);
            double largestDifference = 0;
            for (int i = 0; i < expected.length; i++) {
                largestDifference = Math.max(largestDifference, Math.abs(found[i] - expected[i]));
            }
            assertThat(largestDifference).isGreaterThan(1e-2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void paddingDoesNotChangeGradients(Steps steps) {
        try (Network network = Fixture.open(design(LENGTH, steps, true));
                Network longer = Fixture.open(design(LONGER, steps, true))) {
            float[] expected = Fixture.gradient(network, Fixture.earlyExit(network), TOKENS);
            float[] found = Fixture.gradient(longer, Fixture.earlyExit(longer), TOKENS.padded(LONGER));
            // float32 sums in another order
            assertThat(Fixture.relativeDifference(found, expected)).isLessThan(1e-5);
        }
    }

    /** Programs that use an exported graph provide the masks themselves. */
    @Test
    void exportedGraphsSupportPadding(@TempDir Path folder) throws IOException {
        for (Steps steps : List.of(Steps.LAST, Steps.MEAN)) {
            Dl4jDesign design = design(LENGTH, steps, true);
            try (Network network = Fixture.open(design)) {
                Path file = folder.resolve(steps + ".zip");
                ExportRequest request =
                        ExportRequest.of(network.read(network.spec().layout().all()));
                Files.write(file, design.export("dl4j", request).get("model.zip"));
                ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
                float[][] ids = new float[EXAMPLES][LENGTH];
                for (int i = 0; i < EXAMPLES; i++) {
                    TOKENS.copyTo(i, ids[i], 0);
                }
                INDArray input = Nd4j.createFromArray(ids);
                INDArray mask = input.gt(0).castTo(input.dataType());
                INDArray[] answers = graph.output(false, new INDArray[] {input}, new INDArray[] {mask});
                List<double[]> logits = logits(network, TOKENS);
                double[] row = new double[CLASSES];
                for (int k = 0; k < 2; k++) {
                    for (int i = 0; i < EXAMPLES; i++) {
                        Softmax.row(logits.get(k), i * CLASSES, CLASSES, 1, row);
                        for (int c = 0; c < CLASSES; c++) {
                            assertThat(answers[k].getDouble(i, c)).isCloseTo(row[c], within(1e-5));
                        }
                    }
                }
                graph.close();
            }
        }
    }
}
