package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sequences with padding at the end: recurrent layers of Deeplearning4j, and the Transformer. */
class PaddingTest {
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 13;
    private static final int LENGTH = 6;
    private static final int LONGER = 11;
    private static final Tokens TOKENS =
            Tokens.draw(EXAMPLES, LENGTH, TokenLstm.VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens"));

    /** A backbone that ignores padding, with a head. */
    private record Case(String name, Backbone backbone, ExitHead head) {
        Dl4jDesign design(int length) {
            return Fixture.design(backbone, head, InputShape.vector(length), CLASSES);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static ExitHead head(Steps steps) {
        return new LinearHead(new LinearHead.Options(Optional.of(steps)));
    }

    private static Transformer transformer(boolean paddingMask) {
        return new Transformer(new Transformer.Options(TokenLstm.VOCABULARY, 8, 3, 2, 12, 0, paddingMask));
    }

    static Stream<Case> cases() {
        return Stream.concat(
                Stream.of(Steps.values())
                        .flatMap(steps -> Stream.of(
                                new Case("recurrent layers, " + steps, new TokenLstm(true), head(steps)),
                                new Case("transformer, " + steps, transformer(true), head(steps)))),
                Stream.of(
                        new Case("transformer", transformer(true), new LinearHead()),
                        new Case("pooled stages", new PooledLstm(), new LinearHead())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingDoesNotChangeLogits(Case c) {
        try (Network network = Fixture.open(c.design(LENGTH));
                Network longer = Fixture.open(c.design(LONGER))) {
            List<double[]> expected = Fixture.logits(network, TOKENS);
            List<double[]> found = Fixture.logits(longer, TOKENS.padded(LONGER));
            assertThat(expected).hasSize(c.backbone().stages());
            for (int k = 0; k < expected.size(); k++) {
                assertThat(found.get(k)).containsExactly(expected.get(k), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingDoesNotChangeGradients(Case c) {
        try (Network network = Fixture.open(c.design(LENGTH));
                Network longer = Fixture.open(c.design(LONGER))) {
            float[] expected = Fixture.gradient(network, Fixture.earlyExit(network), TOKENS);
            float[] found = Fixture.gradient(longer, Fixture.earlyExit(longer), TOKENS.padded(LONGER));
            // float32 sums in another order
            assertThat(Fixture.relativeDifference(found, expected)).isLessThan(1e-5);
        }
    }

    /** Padding that the backbone does not declare is a token: masks are necessary. */
    @Test
    void undeclaredPaddingChangesLogits() {
        for (Case c : List.of(
                new Case("recurrent layers", new TokenLstm(false), head(Steps.LAST)),
                new Case("transformer", transformer(false), new LinearHead()))) {
            try (Network network = Fixture.open(c.design(LENGTH));
                    Network longer = Fixture.open(c.design(LONGER))) {
                double[] expected = Fixture.logits(network, TOKENS).get(0);
                double[] found = Fixture.logits(longer, TOKENS.padded(LONGER)).get(0);
                assertThat(IntStream.range(0, expected.length)
                                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                                .max()
                                .orElseThrow())
                        .as(c.name())
                        .isGreaterThan(1e-2);
            }
        }
    }

    /** An embedding, an LSTM and the mean of its steps, one per stage, which has no mask for the head. */
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

    /** Programs that use an exported graph provide the masks themselves. */
    @Test
    void exportedGraphsSupportPadding() {
        for (Steps steps : List.of(Steps.LAST, Steps.MEAN)) {
            Dl4jDesign design = new Case("exported", new TokenLstm(true), head(steps)).design(LENGTH);
            try (Network network = Fixture.open(design)) {
                ParameterSet all = network.read(network.spec().layout().all());
                ComputationGraph graph = Fixture.exported(design, ExportRequest.of(all));
                INDArray input = Fixture.array(TOKENS, InputShape.vector(LENGTH));
                INDArray mask = input.gt(0).castTo(input.dataType());
                Fixture.assertSameProbabilities(
                        network, TOKENS, graph.output(false, new INDArray[] {input}, new INDArray[] {mask}));
                graph.close();
            }
        }
    }
}
