package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.FeatureShiftConfig;

/**
 * How the inputs of clients differ from those of the data set. What a client sees of an input depends on the input's
 * values and the client only, so that training, evaluations and predictions see the same. Thread-safe.
 *
 * <p>Which client is in which group is drawn from the seed of the run; sizes of groups differ by at most one.
 *
 * @param groups of clients; none if no input is changed
 * @param groupOf group of each client, new clients included
 * @param input shape of an input
 * @param noise streams of noise
 */
public record FeatureShift(List<Group> groups, int[] groupOf, InputShape input, RandomStreams noise) {
    /**
     * A group of clients.
     *
     * @param change how its inputs differ
     * @param order positions that are read, in the order of those that are written; the same for all channels
     */
    record Group(FeatureShiftConfig change, int[] order) {}

    /**
     * Returns the feature shift of a run.
     *
     * @param clients number of clients, new ones included
     * @param root of all random streams
     */
    public static FeatureShift of(
            Optional<List<FeatureShiftConfig>> config, int clients, InputShape input, RandomStreams root) {
        RandomStreams streams = root.derive(RandomPurpose.FEATURE_SHIFT);
        int channels = input.lengths().size() == 1 ? 1 : input.lengths().get(0);
        List<Group> groups = config.orElse(List.of()).stream()
                .map(change -> new Group(change, order(change.permute(), input.size() / channels, streams)))
                .toList();
        int[] groupOf = IntStream.range(0, groups.isEmpty() ? 0 : clients)
                .map(client -> client % groups.size())
                .toArray();
        RandomOrder.shuffle(groupOf, streams.stream("groups"));
        return new FeatureShift(groups, groupOf, input, streams.derive("noise"));
    }

    private static int[] order(int number, int positions, RandomStreams streams) {
        int[] order = IntStream.range(0, positions).toArray();
        if (number > 0) {
            RandomOrder.shuffle(order, streams.stream("order", number));
        }
        return order;
    }

    private Optional<Group> group(ClientId client) {
        return groups.isEmpty() ? Optional.empty() : Optional.of(groups.get(groupOf[client.index()]));
    }

    /** Returns how a client's inputs differ, such as {@code rotate 90}; empty if the run does not configure it. */
    public Optional<String> of(ClientId client) {
        return group(client).map(group -> group.change().toString());
    }

    /** Returns examples of the data set as a client sees them. */
    public Examples seen(Examples examples, ClientId client) {
        return group(client)
                .<Examples>map(group -> new Seen(
                        examples, group.change(), group.order(), input, noise.derive("client", client.index())))
                .orElse(examples);
    }

    private record Seen(Examples given, FeatureShiftConfig change, int[] order, InputShape input, RandomStreams noise)
            implements Examples {
        @Override
        public int size() {
            return given.size();
        }

        @Override
        public int label(int index) {
            return given.label(index);
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            float[] values = new float[input.size()];
            given.copyTo(index, values, 0);
            RandomGenerator random = noise.stream("input", Arrays.hashCode(values));
            float[] turned = change.rotate() == 0 ? values : turned(values);
            for (int i = 0; i < values.length; i++) {
                int at = i % order.length;
                double value = change.scale() * turned[i - at + order[at]] + change.offset();
                target[offset + i] =
                        (float) (change.noise() == 0 ? value : value + change.noise() * random.nextGaussian());
            }
        }

        /** Returns a picture that is turned about its centre; each pixel has the value of the nearest one. */
        private float[] turned(float[] picture) {
            int height = input.lengths().get(1);
            int width = input.lengths().get(2);
            double cos = StrictMath.cos(Math.toRadians(change.rotate()));
            double sin = StrictMath.sin(Math.toRadians(change.rotate()));
            float[] turned = new float[picture.length];
            for (int i = 0; i < turned.length; i++) {
                double x = i % width - (width - 1) / 2.0;
                double y = i / width % height - (height - 1) / 2.0;
                int column = (int) Math.round(cos * x + sin * y + (width - 1) / 2.0);
                int row = (int) Math.round(cos * y - sin * x + (height - 1) / 2.0);
                boolean inside = row >= 0 && row < height && column >= 0 && column < width;
                turned[i] = inside ? picture[i - i % (height * width) + row * width + column] : 0;
            }
            return turned;
        }
    }
}
