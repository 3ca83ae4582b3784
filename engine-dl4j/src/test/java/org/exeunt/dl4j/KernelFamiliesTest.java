package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares networks of portable kernels, as used in device memory, with networks of fast kernels; both run on the CPU.
 */
class KernelFamiliesTest {
    private static final int CLASSES = 4;
    /**
     * Relative error of the values of a block: both round several thousand operations to 24 bits, in different order.
     * The networks are small, so that the input of a ReLU is unlikely to be within rounding errors of zero, where the
     * two may differ.
     */
    private static final double TOLERANCE = 2e-4;

    /** A network and its test data. */
    record Case(String name, NetworkOptions options, InputShape shape, Examples examples) {
        @Override
        public String toString() {
            return name;
        }
    }

    @AfterEach
    void useHostMemory() {
        MemoryLocation.use(MemoryLocation.HOST);
    }

    static Stream<Case> cases() {
        PluginChoice<ExitHead> linear = PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options());
        InputShape series = InputShape.of(List.of(3, 26));
        InputShape text = InputShape.vector(7);
        PluginChoice<Backbone> texts =
                PluginChoice.of(new Transformer.Provider(), new Transformer.Options(20, 8, 2, 2, 12, 0.25, true));
        return Stream.of(
                onImages("convnet", Fixture.convNet(6, 2), linear),
                onImages(
                        "conv heads",
                        Fixture.convNet(6, 2),
                        PluginChoice.of(new ConvHead.Provider(), new ConvHead.Options(5))),
                onImages(
                        "mlp, mlp heads",
                        Fixture.mlp(8, 8),
                        PluginChoice.of(new MlpHead.Provider(), new MlpHead.Options(5))),
                onImages(
                        "mlp, recurrent heads",
                        Fixture.mlp(8, 8),
                        PluginChoice.of(new RecurrentHead.Provider(), new RecurrentHead.Options(4, 2, 9, 0))),
                // wide enough for the Winograd algorithm
                onImages("convnet of 16", Fixture.convNet(16, 2), linear),
                new Case(
                        "convnet of 64, with a first stage that processes 32 images at once",
                        new NetworkOptions(Fixture.convNet(64, 2), linear),
                        InputShape.image(3, 32, 32),
                        Fixture.normal(InputShape.image(3, 32, 32), 43, CLASSES, 3)),
                onImages("resnet18 of 16, batch norm", Fixture.resNet18(16), linear),
                onImages("resnet18, batch norm", Fixture.resNet18(4), linear),
                onImages("resnet18, group norm", Fixture.resNet18WithGroupNorm(4, 2), linear),
                new Case(
                        "convnet-1d",
                        new NetworkOptions(
                                PluginChoice.of(new ConvNet.SeriesPlugin(), new ConvNet.SeriesOptions(6, 2, 4)),
                                linear),
                        series,
                        Fixture.normal(series, 9, CLASSES, 3)),
                onImages(
                        "any-width-convnet",
                        PluginChoice.of(new AnyWidthConvNet.Provider(), new AnyWidthConvNet.Options(6, 2, 3)),
                        linear),
                new Case(
                        "two-stem-1d",
                        new NetworkOptions(TwoStem1dTest.backbone(6, 2, 4), linear),
                        series,
                        TwoStem1dTest.lacking(Fixture.normal(series, 9, CLASSES, 3), series)),
                new Case(
                        "transformer, dropout",
                        new NetworkOptions(texts, linear),
                        text,
                        Tokens.draw(9, 7, 20, CLASSES, Fixture.STREAMS.stream("tokens"))));
    }

    private static Case onImages(String name, PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head) {
        InputShape shape = InputShape.image(3, 12, 12);
        return new Case(name, new NetworkOptions(backbone, head), shape, Fixture.normal(shape, 9, CLASSES, 3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAndStepsAgree(Case c) {
        Map<String, float[]> plain = logits(c, MemoryLocation.DEVICE);
        assertClose(plain, logits(c, MemoryLocation.HOST));
        Map<String, float[]> plainSteps = steps(c, MemoryLocation.DEVICE);
        assertClose(plainSteps, steps(c, MemoryLocation.HOST));
    }

    private static void assertClose(Map<String, float[]> plain, Map<String, float[]> fast) {
        assertThat(plain.keySet()).isEqualTo(fast.keySet());
        fast.forEach((name, values) -> {
            assertThat(values).as(name).isNotEqualTo(new float[values.length]);
            assertThat(Fixture.relativeDifference(plain.get(name), values))
                    .as(name)
                    .isLessThan(TOLERANCE);
        });
    }

    private static Network open(Case c, MemoryLocation memory) {
        MemoryLocation.use(memory);
        Dl4jEngine engine = new Dl4jEngine(new Fixture.Context());
        return Fixture.open(engine.design(c.options(), c.shape(), CLASSES));
    }

    private static Map<String, float[]> logits(Case c, MemoryLocation memory) {
        Map<String, float[]> logits = new TreeMap<>();
        try (Network network = open(c, memory)) {
            List<double[]> ofExits = Fixture.logits(network, c.examples());
            for (int exit = 0; exit < ofExits.size(); exit++) {
                logits.put("exit " + exit, Doubles.floats(ofExits.get(exit)));
            }
        }
        return logits;
    }

    /** Returns the change of every block in three steps with momentum and weight decay. */
    private static Map<String, float[]> steps(Case c, MemoryLocation memory) {
        Map<String, float[]> moves = new TreeMap<>();
        try (Network network = open(c, memory)) {
            var layout = network.spec().layout();
            float[] before = network.read(layout.all()).values();
            network.resetVelocity(layout.all());
            network.train(
                    Fixture.earlyExit(network),
                    c.examples(),
                    new LocalTraining(1, 4, 0.05, 0.9, 1e-3),
                    Fixture.STREAMS.stream("shuffle"));
            float[] after = network.read(layout.all()).values();
            layout.blocks().forEach(block -> {
                float[] move = new float[block.size()];
                for (int i = 0; i < move.length; i++) {
                    move[i] = after[block.offset() + i] - before[block.offset() + i];
                }
                moves.put(block.name(), move);
            });
        }
        return moves;
    }
}
