package org.exeunt.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.BaselinePlugins;
import org.exeunt.baselines.scalefl.ScaleFlOptions;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;
import org.exeunt.dl4j.Dl4jEnginePlugin;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.strategies.Preset;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training the leading channels of a network on Deeplearning4j equals training a network of that width. */
class WidthSlicingTest {
    private static final InputShape IMAGES = InputShape.image(3, 24, 24);
    private static final InputShape SERIES = InputShape.of(List.of(9, 64));
    private static final ClientId CLIENT = new ClientId(1);
    /** Sums of up to a few hundred float products in another order, over a dozen steps. */
    private static final float TOLERANCE = 1e-4f;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("convnet", convNet(16), convNet(8), 0.5),
                Arguments.of("convnet", convNet(64), convNet(45), 0.7),
                Arguments.of("convnet-1d", convNet1d(16), convNet1d(8), 0.5),
                Arguments.of("mlp", mlp(12, 10, 8), mlp(6, 5, 4), 0.5),
                Arguments.of("resnet18 with batch norm", resNet(8), resNet(4), 0.5));
    }

    private static PluginChoice<Backbone> convNet(int width) {
        return new Dl4jPlugins().choose(Backbone.class, "convnet", new ConvNet.Options(width, 3));
    }

    private static PluginChoice<Backbone> convNet1d(int width) {
        return new Dl4jPlugins().choose(Backbone.class, "convnet-1d", new ConvNet.SeriesOptions(width, 3, 5));
    }

    private static PluginChoice<Backbone> resNet(int width) {
        return new Dl4jPlugins()
                .choose(Backbone.class, "resnet18", new ResNet18.Options(width, ResNet18.NormKind.BATCH, width, 0.1));
    }

    private static PluginChoice<Backbone> mlp(Integer... hidden) {
        return new Dl4jPlugins().choose(Backbone.class, "mlp", new Mlp.Options(List.of(hidden)));
    }

    /** Costs of a fraction of the channels are those of a network designed with as many. */
    @ParameterizedTest
    @MethodSource("networks")
    void sliceCostsWhatTheNarrowNetworkCosts(
            String name, PluginChoice<Backbone> wideBackbone, PluginChoice<Backbone> narrowBackbone, double width) {
        NetworkSpec wide = simulation(scaleFl(), wideBackbone).spec().network();
        NetworkSpec narrow = simulation(scaleFl(), narrowBackbone).spec().network();
        for (int depth = 1; depth <= wide.exits(); depth++) {
            SubNetwork sliced = new SubNetwork(ExitSet.upTo(depth), width);
            SubNetwork whole = SubNetwork.upTo(depth);
            assertThat(sliced.slice(wide).size()).isEqualTo(whole.slice(narrow).size());
            assertThat(sliced.stageMacs(wide)).isCloseTo(whole.stageMacs(narrow), withinPercentage(1e-9));
            assertThat(sliced.headMacs(wide)).isCloseTo(whole.headMacs(narrow), withinPercentage(1e-9));
            assertThat(sliced.trainingMemory(wide, 8))
                    .as("pooled inputs of heads and rounding of widths apart")
                    .isCloseTo(whole.trainingMemory(narrow, 8), withinPercentage(3));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void slicedNetworkTrainsLikeTheNarrowOne(
            String name, PluginChoice<Backbone> wideBackbone, PluginChoice<Backbone> narrowBackbone, double width) {
        int stages = wideBackbone.create(new RecordingContext()).stages();
        Double[] widths = new Double[stages];
        Arrays.fill(widths, width);
        widths[stages - 1] = 1.0;
        Simulation<?> wide = simulation(scaleFl(widths), wideBackbone);
        Simulation<?> narrow = simulation(scaleFl(), narrowBackbone);
        for (int level = 1; level <= 2; level++) {
            ClientContext sliced = context(wide, ExitSet.upTo(level));
            float[] start = sliced.received().vector("slice");
            var blocks = narrow.spec().layout().prefix(level);
            assertThat(start).as("%s, level %d", name, level).hasSize(blocks.size());
            ClientContext separate =
                    context(narrow, ExitSet.upTo(level)).withReceived(Payload.of(ParameterSet.of(blocks, start)));
            try (Network large = wide.openNetwork();
                    Network small = narrow.openNetwork()) {
                large.resetVelocity(wide.spec().layout().trainable());
                small.resetVelocity(narrow.spec().layout().trainable());
                ClientUpdate trained = wide.strategy().train(sliced, large);
                ClientUpdate expected = narrow.strategy().train(separate, small);
                float[] values = trained.upload().vector("slice");
                assertThat(values)
                        .as("%s, level %d: weights", name, level)
                        .containsExactly(
                                expected.upload().parameters().orElseThrow().values(), within(TOLERANCE));
                assertThat(values).as("%s, level %d: trained", name, level).isNotEqualTo(start);
                assertThat(trained.report().loss()).isCloseTo(expected.report().loss(), within((double) TOLERANCE));
                assertThat(logits(large, sliced))
                        .as("%s, level %d: logits", name, level)
                        .containsExactly(logits(small, sliced), within((double) TOLERANCE));
                var slice = wide.spec()
                        .network()
                        .narrowing()
                        .orElseThrow()
                        .slice(wide.spec().layout().prefix(level), width);
                ParameterSet after = large.read(slice.blocks());
                assertThat(slice.pad(slice.take(after)))
                        .as("%s, level %d: zeros outside", name, level)
                        .isEqualTo(after);
            }
        }
    }

    private static Strategy<?> scaleFl(Double... widths) {
        return new BaselinePlugins()
                .<Strategy<?>>choose(
                        Strategy.class,
                        "scalefl",
                        new ScaleFlOptions(
                                Preset.PAPER, List.of(widths), WeightRule.LINEAR, 0.5, 2, AggregationWeights.UNIFORM))
                .create(new RecordingContext());
    }

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy, PluginChoice<Backbone> backbone) {
        InputShape input = backbone.plugin().id().equals("convnet-1d") ? SERIES : IMAGES;
        NetworkDesign design = new Dl4jEnginePlugin()
                .create(new Dl4jEnginePlugin.Options(Device.CPU), new RecordingContext())
                .design(
                        new NetworkOptions(
                                backbone, new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options())),
                        input,
                        4);
        return Simulation.of(strategy, SyntheticFederation.draw(3, 4, input, 20, 12))
                .withDesign(design)
                .withTraining(round -> new LocalTraining(4, 4, 0.02, 0.9, 1e-3));
    }

    private static <S extends Record> ClientContext context(Simulation<S> simulation, ExitSet exits) {
        S server = simulation.strategy().initialize(simulation.spec());
        Payload received = simulation.strategy().download(server, simulation.spec(), CLIENT, exits);
        return simulation.context(new Round(1), CLIENT, exits, received, Payload.empty());
    }

    private static double[] logits(Network network, ClientContext client) {
        var exit = client.exits().asList().get(client.exits().size() - 1);
        double[][] logits = {null};
        network.forward(client.examples(), pass -> logits[0] = pass.logits(exit).clone());
        return logits[0];
    }
}
