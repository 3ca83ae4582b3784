package org.exeunt.dl4j;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.design.ActivationMemory;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.InitialValues;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.design.Trial;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares parameters, MACs, names and initial values of the networks of the experiments with hand counts. */
class NetworkSpecTest {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final InputShape TINY_IMAGENET = InputShape.image(3, 64, 64);
    private static final InputShape UCI_HAR = InputShape.of(List.of(9, 128));
    private static final PluginChoice<ExitHead> LINEAR =
            new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options());
    private static final PluginChoice<ExitHead> CONV =
            new Dl4jPlugins().choose(ExitHead.class, "conv", new ConvHead.Options(64));
    private static final PluginChoice<ExitHead> MLP =
            new Dl4jPlugins().choose(ExitHead.class, "mlp", new MlpHead.Options(64));
    private static final RecurrentHead.Options FOUR_FEATURES = new RecurrentHead.Options(4, 4, 256, 0);
    private static final PluginChoice<ExitHead> RECURRENT =
            new Dl4jPlugins().choose(ExitHead.class, "recurrent", FOUR_FEATURES);

    private static PluginChoice<Backbone> series(int width, int stages, int kernel) {
        return new Dl4jPlugins().choose(Backbone.class, "convnet-1d", new ConvNet.SeriesOptions(width, stages, kernel));
    }

    private static PluginChoice<Backbone> transformer(int vocabulary, int width, int blocks, int heads, int hidden) {
        return new Dl4jPlugins()
                .choose(
                        Backbone.class,
                        "transformer",
                        new Transformer.Options(vocabulary, width, blocks, heads, hidden, 0.1, true));
    }

    private static NetworkSpec spec(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input, int classes) {
        return new Dl4jEngine(new Fixture.Context())
                .design(new NetworkOptions(backbone, head), input, classes)
                .spec();
    }

    /**
     * A network and its counts by stage.
     *
     * @param backbone number of parameters
     * @param heads numbers of parameters
     */
    private record Counts(
            String name,
            NetworkSpec spec,
            int backbone,
            List<Integer> heads,
            List<Integer> stageMacs,
            List<Integer> headMacs,
            int buffers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Counts> counts() {
        List<Integer> resNetOnCifar = List.of(152_764_416, 134_217_728, 134_217_728, 134_217_728);
        List<Integer> resNetHeads = List.of(6_400, 12_800, 25_600, 51_200);
        // ConvNet stages return 15x15, 6x6 and 2x2 pixels of 128 channels
        List<Integer> convNet = List.of(3_110_400, 24_920_064, 2_359_296);
        int convHead = 64 * (128 * 9 + 1) + 10 * 65;
        int mlpHead = 64 * 129 + 10 * 65;
        int mlpMacs = 128 * 64 + 640;
        return Stream.of(
                new Counts(
                        "convnet",
                        spec(Fixture.convNet(128, 3), LINEAR, CIFAR, 10),
                        298_752,
                        nCopies(3, 1_290),
                        convNet,
                        nCopies(3, 1_280),
                        0),
                new Counts(
                        "convnet-1d",
                        // time 128 -> 120 -> 60 -> 52 -> 26 -> 18 -> 9
                        spec(series(64, 3, 9), LINEAR, UCI_HAR, 6),
                        64 * (9 * 9 + 1) + 2 * 64 * (64 * 9 + 1),
                        nCopies(3, 65 * 6),
                        List.of(120 * 64 * 9 * 9, 52 * 64 * 64 * 9, 18 * 64 * 64 * 9),
                        nCopies(3, 64 * 6),
                        0),
                new Counts(
                        "resnet18 on CIFAR-100",
                        spec(Fixture.resNet18(64), LINEAR, CIFAR, 100),
                        11_168_832,
                        List.of(6_500, 12_900, 25_700, 51_300),
                        resNetOnCifar,
                        resNetHeads,
                        9_600),
                new Counts(
                        "resnet18 with group norm",
                        spec(Fixture.resNet18WithGroupNorm(64, 32), LINEAR, CIFAR, 100),
                        11_168_832,
                        List.of(6_500, 12_900, 25_700, 51_300),
                        resNetOnCifar,
                        resNetHeads,
                        0),
                new Counts(
                        "resnet18 on TinyImageNet",
                        spec(Fixture.resNet18(64), LINEAR, TINY_IMAGENET, 200),
                        11_168_832,
                        List.of(13_000, 25_800, 51_400, 102_600),
                        List.of(611_057_664, 536_870_912, 536_870_912, 536_870_912),
                        List.of(12_800, 25_600, 51_200, 102_400),
                        9_600),
                new Counts(
                        "transformer",
                        // an embedding of 6,144,000 values and four blocks
                        spec(transformer(32_000, 192, 4, 2, 768), LINEAR, InputShape.vector(200), 4),
                        6_144_000 + 4 * 444_864,
                        nCopies(4, 772),
                        nCopies(4, 103_833_600),
                        nCopies(4, 768),
                        0),
                new Counts(
                        "logistic regression",
                        spec(Fixture.mlp(), LINEAR, InputShape.image(1, 3, 4), 3),
                        0,
                        List.of(12 * 3 + 3),
                        List.of(0),
                        List.of(12 * 3),
                        0),
                new Counts(
                        "conv heads",
                        spec(Fixture.convNet(128, 3), CONV, CIFAR, 10),
                        298_752,
                        nCopies(3, convHead),
                        convNet,
                        Stream.of(15 * 15, 6 * 6, 2 * 2)
                                .map(pixels -> pixels * 128 * 64 * 9 + 640)
                                .toList(),
                        0),
                new Counts(
                        "conv heads of series, along time",
                        spec(series(64, 2, 9), CONV, UCI_HAR, 6),
                        64 * (9 * 9 + 1) + 64 * (64 * 9 + 1),
                        nCopies(2, 64 * (64 * 3 + 1) + 6 * 65),
                        List.of(120 * 64 * 9 * 9, 52 * 64 * 64 * 9),
                        List.of(60 * 64 * 64 * 3 + 64 * 6, 26 * 64 * 64 * 3 + 64 * 6),
                        0),
                new Counts(
                        "mlp heads",
                        spec(Fixture.convNet(128, 3), MLP, CIFAR, 10),
                        298_752,
                        nCopies(3, mlpHead),
                        convNet,
                        nCopies(3, mlpMacs),
                        0),
                new Counts(
                        "mlp heads on vectors",
                        spec(Fixture.mlp(8, 7), MLP, InputShape.vector(5), 3),
                        8 * 6 + 7 * 9,
                        List.of(64 * 9 + 3 * 65, 64 * 8 + 3 * 65),
                        List.of(5 * 8, 8 * 7),
                        List.of(8 * 64 + 64 * 3, 7 * 64 + 64 * 3),
                        0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("counts")
    void countsParametersAndMacs(Counts expected) {
        NetworkSpec spec = expected.spec();
        assertThat(spec.layout().backbone().size()).isEqualTo(expected.backbone());
        assertThat(spec.allExits()).hasSameSizeAs(expected.heads());
        for (Exit exit : spec.allExits()) {
            assertThat(spec.layout().head(exit).size())
                    .isEqualTo(expected.heads().get(exit.index()));
        }
        assertThat(spec.stageMacs()).extracting(macs -> (int) macs.count()).isEqualTo(expected.stageMacs());
        assertThat(spec.headMacs()).extracting(macs -> (int) macs.count()).isEqualTo(expected.headMacs());
        assertThat(spec.layout().buffers().size()).isEqualTo(expected.buffers());
        assertThat(spec.layout().size())
                .isEqualTo(expected.backbone()
                        + expected.heads().stream().mapToInt(size -> size).sum()
                        + expected.buffers());
    }

    @Test
    void costOfRecurrentHeadsIsThatOfComputedPositions() {
        NetworkSpec spec = spec(Fixture.convNet(128, 3), RECURRENT, CIFAR, 10);
        // five position vectors; queries, keys, values and results; the feed-forward part; two norms; the output layer
        int parameters = 5 * 128 + 4 * (128 * 128 + 128) + 2 * 128 * 256 + 256 + 128 + 4 * 128 + 10 * 129;
        GraphFactory factory =
                new GraphFactory(new ConvNet(new ConvNet.Options(128, 3)), new RecurrentHead(FOUR_FEATURES), CIFAR, 10);
        for (Exit exit : spec.allExits()) {
            assertThat(spec.layout().head(exit).size()).isEqualTo(parameters);
            int positions = computedPositions(factory, exit.number());
            assertThat(positions).isEqualTo(exit.number() + 1);
            assertThat(spec.headMacs().get(exit.index()))
                    .isEqualTo(new Macs(positions * (4 * 128 * 128 + 2 * positions * 128 + 2 * 128 * 256) + 1280));
            // pooled feature, tap, answer and logits; the sequence; nine values, hidden units and attention weights
            assertThat(ActivationMemory.of(factory.head(exit.number()), factory.headInput(exit.number())))
                    .isEqualTo(3 * 128 + 10 + positions * (128 + 7 * 128 + 256 + 4 * positions));
        }
    }

    /** Returns the number of positions of the sequence in the head of an exit. */
    private static int computedPositions(GraphFactory factory, int exit) {
        StageGraph head = new StageGraph(factory.head(exit));
        head.init();
        head.readerOfEarlierFeatures().orElseThrow().read(Collections.nCopies(exit - 1, Nd4j.ones(1, 128)));
        INDArray sequence = head.feedForward(
                        new INDArray[] {Nd4j.ones(Trial.shape(factory.headInput(exit)))}, false, false)
                .get("recall");
        return (int) sequence.size(1);
    }

    @Test
    void macsOfTransformersDoNotDependOnTheNumberOfHeads() {
        InputShape ids = InputShape.vector(200);
        assertThat(spec(transformer(100, 192, 4, 4, 768), LINEAR, ids, 4).stageMacs())
                .isEqualTo(
                        spec(transformer(100, 192, 4, 2, 768), LINEAR, ids, 4).stageMacs());
    }

    @Test
    void readsTokenIds() {
        assertThat(Fixture.design(transformer(100, 16, 2, 2, 40), InputShape.vector(9), 4)
                        .vocabulary())
                .hasValue(100);
        assertThat(Fixture.design(Fixture.convNet(8, 2), CIFAR, 4).vocabulary()).isEmpty();
        assertThat(Fixture.design(Fixture.mlp(), CIFAR, 3).spec().narrowing()).isEmpty();
    }

    private static List<String> names(BlockSet blocks) {
        return blocks.blocks().stream().map(Block::name).toList();
    }

    @Test
    void namesBlocksByStageLayerAndPart() {
        assertThat(names(spec(Fixture.convNet(128, 2), CONV, CIFAR, 10).layout().all()))
                .containsExactly(
                        "stage1/conv/b",
                        "stage1/conv/W",
                        "stage2/conv/b",
                        "stage2/conv/W",
                        "exit1/conv/b",
                        "exit1/conv/W",
                        "exit1/dense/W",
                        "exit1/dense/b",
                        "exit2/conv/b",
                        "exit2/conv/W",
                        "exit2/dense/W",
                        "exit2/dense/b");
        ParameterLayout layout = spec(Fixture.resNet18(8), LINEAR, CIFAR, 10).layout();
        assertThat(names(layout.all()))
                .startsWith(
                        "stage1/stem/W", "stage1/stem/gamma", "stage1/stem/beta", "stage1/stem/mean", "stage1/stem/var")
                .containsSubsequence(
                        "stage2/block1/conv1/W",
                        "stage2/block1/conv1/gamma",
                        "stage2/block1/conv1/beta",
                        "stage2/block1/conv2/W",
                        "stage2/block1/conv2/gamma",
                        "stage2/block1/conv2/beta",
                        "stage2/block1/shortcut/W",
                        "stage2/block1/shortcut/gamma",
                        "stage2/block1/shortcut/beta",
                        "stage2/block1/conv1/mean",
                        "stage2/block1/conv1/var")
                .doesNotContain("stage1/block1/shortcut/W", "stage2/block2/shortcut/W");
        assertThat(names(layout.buffers()))
                .allMatch(name -> name.matches(".*/(mean|var)"))
                .hasSize(2 * 20);
        assertThat(names(layout.trainable())).noneMatch(name -> name.matches(".*/(mean|var)"));
    }

    /** He et al. for convolutions, the bounds of PyTorch for linear layers, 1/width for embeddings. */
    @Test
    void initialValuesHaveTheirScale() {
        for (NetworkDesign design : List.of(
                Fixture.design(Fixture.convNet(32, 2), CIFAR, 10),
                Fixture.design(Fixture.resNet18(16), CIFAR, 10),
                Fixture.design(transformer(500, 16, 2, 2, 40), InputShape.vector(9), 4))) {
            ParameterSet initial = design.initialParameters(Fixture.STREAMS.stream("init"));
            assertThat(design.initialParameters(Fixture.STREAMS.stream("init"))).isEqualTo(initial);
            assertThat(design.initialParameters(Fixture.STREAMS.stream("other")))
                    .isNotEqualTo(initial);
            for (Block block : initial.layout().blocks()) {
                assertScale(
                        block,
                        initial.select(initial.layout().select(block::equals)).values());
            }
        }
    }

    /** Weights and biases are uniform within the same bound, which depends on the inputs of a unit. */
    @Test
    void initialValuesOfPyTorch() {
        NetworkOptions options = new NetworkOptions(Fixture.convNet(32, 2), LINEAR, InitialValues.Rule.PYTORCH);
        ParameterSet initial = new Dl4jEnginePlugin()
                .create(new Dl4jEnginePlugin.Options(Device.CPU), new Fixture.Context())
                .design(options, CIFAR, 10)
                .initialParameters(Fixture.STREAMS.stream("init"));
        Map<String, Double> bounds =
                Map.of("stage1/conv", 1 / Math.sqrt(27), "stage2/conv", 1 / Math.sqrt(288), "exit1", 1 / Math.sqrt(32));
        bounds.forEach((prefix, bound) -> {
            for (Block block :
                    initial.layout().select(b -> b.name().startsWith(prefix)).blocks()) {
                double largest = 0;
                for (float value :
                        initial.select(initial.layout().select(block::equals)).values()) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as(block.name()).isBetween(0.6 * bound, bound);
            }
        });
    }

    @Test
    void biasesOfGroupsAreThoseOfPyTorch() {
        Backbone backbone = new AnyWidthConvNet(new AnyWidthConvNet.Options(6, 2, 3));
        ParameterSet initial = new Dl4jDesign(
                        new GraphFactory(backbone, new LinearHead(), CIFAR, 10), InitialValues.Rule.PYTORCH)
                .initialParameters(Fixture.STREAMS.stream("init"));
        BlockSet biases = initial.layout().select(block -> block.name().endsWith("/b"));
        assertThat(biases.blocks()).hasSizeGreaterThan(6);
        for (Block bias : biases.blocks()) {
            assertThat(initial.select(initial.layout().select(bias::equals)).values())
                    .as(bias.name())
                    .doesNotContain(0);
        }
    }

    private static void assertScale(Block block, float[] values) {
        String part = block.name().substring(block.name().lastIndexOf('/') + 1);
        double squares = 0;
        double largest = 0;
        for (float value : values) {
            squares += (double) value * value / values.length;
            largest = Math.max(largest, Math.abs(value));
        }
        if (part.matches("gamma.?|var")) {
            assertThat(values).as(block.name()).containsOnly(1);
        } else if (part.matches("b.*|mean")) {
            assertThat(values).as(block.name()).containsOnly(0);
        } else if (block.name().equals("stage1/embedding/W")) {
            assertThat(16 * squares).as(block.name()).isCloseTo(1, within(0.05));
        } else if (block.shape().size() == 4) {
            int fanIn = block.size() / block.shape().get(0);
            // with 432 or more values, the mean square is almost certainly within 30 %
            assertThat(squares * fanIn / 2).as(block.name()).isBetween(0.7, 1.3);
        } else {
            int fanIn = part.equals("W2")
                    ? 40
                    : block.name().startsWith("stage") ? 16 : block.shape().get(1);
            double bound = 1 / Math.sqrt(fanIn);
            assertThat(largest).as(block.name()).isBetween(0.9 * bound, bound);
            assertThat(squares * fanIn * 3).as(block.name()).isBetween(0.7, 1.3);
        }
    }

    static Stream<Arguments> rejected() {
        InputShape five = InputShape.vector(5);
        InputShape square = InputShape.image(3, 4, 4);
        return Stream.of(
                rejected(Fixture.convNet(8, 4), LINEAR, CIFAR, "stage 4 of the backbone"),
                rejected(Fixture.convNet(8, 1), LINEAR, InputShape.vector(7), "[7]"),
                rejected(series(8, 4, 9), LINEAR, UCI_HAR, "stage 4 of the backbone"),
                rejected(series(8, 1, 3), LINEAR, CIFAR, "'convnet-1d' requires series", CIFAR.toString()),
                rejected(series(8, 1, 3), LINEAR, InputShape.vector(7), "'convnet-1d' requires series", "[7]"),
                rejected(Fixture.resNet18(8), LINEAR, InputShape.vector(7), "'resnet18' requires images", "[7]"),
                rejected(transformer(100, 8, 2, 2, 16), LINEAR, square, "token ids [length]", "[3, 4, 4]"),
                rejected(Fixture.mlp(8, 7), CONV, five, "head of exit 1", "'conv' requires images or series"),
                rejected(Fixture.mlp(8, 8, 4), RECURRENT, five, "head of exit 3", "length 8", "length 4"),
                rejected(Fixture.mlp(8, 8, 8, 8, 8), RECURRENT, five, "head of exit 5", "'memory' allows at most 4"),
                rejected(
                        transformer(100, 8, 2, 2, 16),
                        LINEAR,
                        InputShape.tokens(6, 99),
                        "vocabulary is 100",
                        "99 token ids (dataset.vocabulary)"),
                rejected(
                        transformer(100, 8, 2, 2, 16),
                        LINEAR,
                        InputShape.tokens(6, 101),
                        "vocabulary is 100",
                        "101 token ids (dataset.vocabulary)"));
    }

    private static Arguments rejected(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input, String... parts) {
        return arguments(backbone, head, input, parts);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsWhatDoesNotFit(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input, String[] parts) {
        Fixture.assertRejected(() -> spec(backbone, head, input, 3), parts);
    }

    @Test
    void acceptsTheVocabularyOfTheData() {
        InputShape tokens = InputShape.tokens(6, 100);
        assertThat(spec(transformer(100, 8, 2, 2, 16), LINEAR, tokens, 4).input())
                .isEqualTo(tokens);
    }

    @Test
    void rejectsOptionsThatDoNotDivideTheWidth() {
        assertThatThrownBy(() -> new ResNet18.Options(16, ResNet18.NormKind.GROUP, 32, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("groups = 32", "width = 16");
        assertThatThrownBy(() -> new Transformer.Options(100, 10, 2, 4, 16, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heads = 4");
    }
}
