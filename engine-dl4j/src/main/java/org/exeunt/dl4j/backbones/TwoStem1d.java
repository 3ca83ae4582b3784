package org.exeunt.dl4j.backbones;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.layers.conv.MeanOfStems;
import org.exeunt.dl4j.spi.Backbone;

/**
 * The {@link ConvNet} for series with a first stage that has a stem, that is, a convolution of its own, for each
 * modality of a series {@code [channels, time]}, such as the accelerometer and the gyroscope of a phone. The output of
 * the first stage is the mean over the stems of the modalities that an example has; later stages are the trunk, which
 * all examples use. Stages return {@code [batch, 1, time, width]}.
 *
 * <p>There is no batch norm, so that examples that lack a modality change nothing in its stem.
 *
 * @param options its options
 */
public record TwoStem1d(Options options) implements Backbone {
    /**
     * A modality.
     *
     * @param name part of the names of its blocks, and its name in {@code modalities}
     * @param channels numbers of its channels; 1 is the first
     */
    public record Group(
            @Option(
                            value = "Name of the modality: lower-case letters, digits and '-'",
                            pattern = "[a-z][a-z0-9-]{0,39}")
                    String name,
            @Option(value = "Numbers of the channels of the input; 1 is the first", min = 1, max = 4096, minItems = 1)
                    List<Integer> channels) {
        public Group {
            channels = List.copyOf(channels);
        }
    }

    /** Options of {@link TwoStem1d}. */
    public record Options(
            @Option(value = "Channels of every stage", defaultValue = "64", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages,
            @Option(value = "Length of the kernel in time steps", defaultValue = "9", min = 2, max = 1024) int kernel,
            @Option(
                            value = "Modalities of the input; each channel belongs to exactly one. The default is that"
                                    + " of UCI HAR",
                            minItems = 2,
                            defaultValue = "[{\"name\": \"accelerometer\", \"channels\": [1, 2, 3, 7, 8, 9]}, "
                                    + "{\"name\": \"gyroscope\", \"channels\": [4, 5, 6]}]")
                    List<Group> groups) {
        public Options {
            groups = List.copyOf(groups);
            if (groups.stream().map(Group::name).distinct().count() < groups.size()) {
                throw new IllegalArgumentException("two groups have the same name; names must be unique");
            }
        }
    }

    @Override
    public int stages() {
        return options.stages();
    }

    @Override
    public InputType input(InputShape example) {
        InputType series = Inputs.series(example, "two-stem-1d");
        List<Integer> expected =
                IntStream.rangeClosed(1, example.lengths().get(0)).boxed().toList();
        List<Integer> grouped = options.groups().stream()
                .flatMap(group -> group.channels().stream())
                .sorted()
                .toList();
        if (!grouped.equals(expected)) {
            throw new IllegalArgumentException(
                    "groups: found the channels %s; expected each of %s in exactly one group of channels"
                            .formatted(grouped, expected));
        }
        return series;
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        if (stage == 1) {
            graph.addLayer("stems", MeanOfStems.of(modalities(), options.kernel(), options.width()), input);
            return "stems";
        }
        graph.addLayer("conv", ConvReluPool.ofSeries(options.kernel(), options.width()), input);
        return "conv";
    }

    @Override
    public Map<String, List<Integer>> modalities() {
        Map<String, List<Integer>> channels = new LinkedHashMap<>();
        options.groups()
                .forEach(group -> channels.put(
                        group.name(),
                        group.channels().stream().map(channel -> channel - 1).toList()));
        return channels;
    }
}
