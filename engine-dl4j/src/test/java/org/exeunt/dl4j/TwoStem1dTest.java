package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.TwoStem1d;
import org.exeunt.dl4j.backbones.TwoStem1d.Group;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;

/** Compares the backbone for modalities with hand counts, and examples that lack modalities with their definition. */
class TwoStem1dTest {
    private static final InputShape UCI_HAR = InputShape.of(List.of(9, 128));
    private static final InputShape SERIES = InputShape.of(List.of(3, 26));
    private static final int HEAD = 64 + 64 + 6;
    private static final List<Group> GROUPS = List.of(new Group("a", List.of(3, 1)), new Group("b", List.of(2)));

    /** Returns a backbone for three channels: 'a' has the third and the first, 'b' the second. */
    static PluginChoice<Backbone> backbone(int width, int stages, int kernel) {
        return of(width, stages, kernel, GROUPS);
    }

    private static PluginChoice<Backbone> of(int width, int stages, int kernel, List<Group> groups) {
        return new Dl4jPlugins()
                .choose(Backbone.class, "two-stem-1d", new TwoStem1d.Options(width, stages, kernel, groups));
    }

    /** Returns examples of three channels of which the first lacks nothing, then 'a', 'b' and both, and so on. */
    static Examples lacking(Examples examples, InputShape shape) {
        int time = shape.lengths().get(1);
        return Examples.of(
                IntStream.range(0, examples.size()).map(examples::label).toArray(), (index, target, offset) -> {
                    examples.copyTo(index, target, offset);
                    for (int channel = 0; channel < 3; channel++) {
                        boolean lacks = channel == 1 ? index % 4 >= 2 : index % 2 == 1;
                        if (lacks) {
                            Arrays.fill(target, offset + channel * time, offset + (channel + 1) * time, 0);
                        }
                    }
                });
    }

    @Test
    void countsParametersAndMacs() {
        List<Group> groups =
                List.of(new Group("acceleration", List.of(1, 2, 3, 7, 8, 9)), new Group("turn", List.of(4, 5, 6)));
        NetworkSpec spec = Fixture.design(of(64, 3, 9, groups), UCI_HAR, 6).spec();
        // time 128 -> 120 -> 60 -> 52 -> 26 -> 18 -> 9
        assertThat(spec.stageMacs())
                .containsExactly(
                        new Macs(120 * 64 * (6 + 3) * 9), new Macs(52 * 64 * 64 * 9), new Macs(18 * 64 * 64 * 9));
        assertThat(spec.layout().backbone().size()).isEqualTo(64 * (9 * 9 + 2) + 2 * 64 * (64 * 9 + 1));
        // the mean, two stems with maxima, and their inputs; a head pools, passes on and classifies 64 features
        assertThat(spec.activations())
                .containsExactly(5L * 60 * 64 + 128 * 9 + HEAD, 2L * 26 * 64 + HEAD, 2L * 9 * 64 + HEAD);
        assertThat(spec.narrowing()).isEmpty();
        assertThat(spec.layout().buffers().isEmpty()).isTrue();
    }

    @Test
    void namesChannelsAndBlocksOfModalities() {
        List<Modality> modalities = Fixture.design(backbone(4, 2, 5), SERIES, 3).modalities();
        assertThat(modalities).extracting(Modality::name).containsExactly("a", "b");
        assertThat(modalities).extracting(Modality::channels).containsExactly(List.of(2, 0), List.of(1));
        assertThat(modalities.get(0).blocks().blocks())
                .extracting(Block::name)
                .containsExactly("stage1/stems/a/W", "stage1/stems/a/b");
        assertThat(modalities.get(1).blocks().blocks())
                .extracting(Block::name)
                .containsExactly("stage1/stems/b/W", "stage1/stems/b/b");
    }

    @Test
    void exampleWithoutModalitiesHasFiniteLogits() {
        Network network = Fixture.open(Fixture.design(backbone(4, 2, 5), SERIES, 3));
        Examples examples = lacking(Fixture.normal(SERIES, 8, 3, 5), SERIES);
        network.forward(examples.select(new int[] {3}), pass -> network.spec()
                .allExits()
                .forEach(exit -> assertThat(DoubleStream.of(pass.logits(exit))).allMatch(Double::isFinite)));
        network.train(
                Fixture.earlyExit(network),
                examples.select(new int[] {3, 7}),
                new LocalTraining(1, 2, 0.1, 0.9, 1e-4),
                Fixture.STREAMS.stream("batches"));
        assertThat(network.read(network.spec().layout().all()).firstNonFinite()).isEmpty();
        network.close();
    }

    @Test
    void rejectsGroupsThatDoNotFitTheChannels() {
        Fixture.assertRejected(
                () -> Fixture.design(backbone(4, 1, 3), UCI_HAR, 6),
                "found the channels [1, 2, 3]",
                "[1, 2, 3, 4, 5, 6, 7, 8, 9]");
        Fixture.assertRejected(
                () -> Fixture.design(backbone(4, 1, 3), InputShape.of(List.of(2, 26)), 6),
                "found the channels [1, 2, 3]",
                "each of [1, 2]");
        Fixture.assertRejected(
                () -> Fixture.design(backbone(4, 1, 3), InputShape.vector(3), 6),
                "'two-stem-1d' requires series",
                "[3]");
        Fixture.assertRejected(() -> Fixture.design(backbone(4, 1, 26), SERIES, 6), "too short for a kernel of 26");
    }

    @Test
    void rejectsOverlappingGroupsAndEqualNames() {
        List<Group> overlapping = List.of(new Group("a", List.of(1, 2, 3)), new Group("b", List.of(2)));
        assertThatThrownBy(() -> Fixture.design(of(4, 1, 3, overlapping), SERIES, 6))
                .hasMessageContaining("found the channels [1, 2, 2, 3]");
        assertThatThrownBy(() ->
                        new TwoStem1d.Options(4, 1, 3, List.of(new Group("a", List.of(1)), new Group("a", List.of(2)))))
                .hasMessageContaining("two groups have the same name");
    }
}
