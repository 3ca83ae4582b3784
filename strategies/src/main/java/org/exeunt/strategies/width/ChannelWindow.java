package org.exeunt.strategies.width;

import java.util.List;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;

/**
 * The channels of every hidden layer that a client holds of a shared network.
 *
 * <p>A narrow client runs the whole network with zeros outside its window, which computes exactly the narrow network
 * ({@link org.exeunt.api.network.WidthSlicing}) at the cost of the whole one. It receives and sends the vector
 * {@value #SLICE} with the values in its window; a client with all channels receives and sends parameters.
 *
 * @param width fraction of the channels, above 0 and at most 1
 * @param offset first channel, modulo the number of channels of a layer
 */
public record ChannelWindow(double width, int offset) {
    /** Name of the values of a narrow client in payloads, in both directions. */
    public static final String SLICE = "slice";

    /**
     * Checks the fractions of the channels at each level, level 1 first; none is valid.
     *
     * @throws IllegalArgumentException if they decrease, or the last is not 1
     */
    public static void requireLevels(List<Double> widths) {
        for (int level = 1; level < widths.size(); level++) {
            if (widths.get(level) < widths.get(level - 1)) {
                throw new IllegalArgumentException(
                        "'widths' is %s; expected numbers that do not decrease from level to level".formatted(widths));
            }
        }
        if (!widths.isEmpty() && widths.get(widths.size() - 1) != 1) {
            throw new IllegalArgumentException(
                    "'widths' is %s; the last must be 1, because a client of the deepest level trains the whole network"
                            .formatted(widths));
        }
    }

    /**
     * Checks that a network has narrower ones if some width is below 1.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static void requireNarrowing(NetworkSpec network, List<Double> widths) {
        if (network.narrowing().isEmpty() && widths.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    ("'widths' is %s, but some channels of this network are not a network by themselves: a layer"
                                    + " combines all channels, or does not declare that it keeps them apart; use"
                                    + " convolutions, dense layers and batch norm, the head 'linear' without 'pooling',"
                                    + " or no 'widths' below 1")
                            .formatted(widths));
        }
    }

    /** Returns the leading channels. */
    public static ChannelWindow leading(double width) {
        return new ChannelWindow(width, 0);
    }

    /** Returns whether these are all channels. */
    public boolean isWhole() {
        return width == 1;
    }

    /**
     * Returns the part of some blocks that this window contains.
     *
     * @throws java.util.NoSuchElementException if the width is below 1 and the network cannot be reduced to narrower
     *     ones
     */
    public SubmodelSlice slice(NetworkSpec network, BlockSet blocks) {
        return isWhole()
                ? SubmodelSlice.whole(blocks)
                : network.narrowing().orElseThrow().slice(blocks, width, offset);
    }

    /** Returns a payload with the part of some blocks that this window contains. */
    public Payload payload(NetworkSpec network, ParameterSet blocks) {
        return isWhole()
                ? Payload.of(blocks)
                : Payload.empty().with(SLICE, slice(network, blocks.blocks()).take(blocks));
    }

    /** Returns the values in a {@link #payload}, in the order of its slice. */
    public static float[] values(Payload payload) {
        return payload.has(SLICE)
                ? payload.vector(SLICE)
                : payload.parameters(Payload.PARAMETERS).values();
    }

    /**
     * Loads what a client received with zeros outside this window, and the running statistics of the client with
     * initial values outside it.
     */
    public void load(ClientContext client, Network network) {
        if (isWhole()) {
            client.loadParameters(network);
            return;
        }
        SubmodelSlice weights =
                slice(network.spec(), client.layout().prefix(client.exits().deepest()));
        network.load(client.parameters()
                .with(weights.pad(client.received().vector(SLICE)))
                .with(statistics(client).replace(client.federation().initial(client.id()), client.parameters())));
        // a velocity from a round with another window would change weights outside this one, which must stay 0
        network.loadVelocity(weights.pad(weights.take(network.readVelocity(weights.blocks()))));
    }

    private SubmodelSlice statistics(ClientContext client) {
        return slice(client.federation().network(), client.layout().buffers());
    }

    /**
     * Returns the update of a client that trained inside this window: the trained blocks, and as its state the running
     * statistics; those outside the window are the previous ones.
     */
    public ClientUpdate update(ClientContext client, Network network, Objective objective, TrainingReport report) {
        return new ClientUpdate(
                payload(network.spec(), network.read(objective.trainable())),
                Payload.of(statistics(client)
                        .replace(
                                client.parameters(),
                                network.read(client.layout().buffers()))),
                report);
    }

    /**
     * Trains this window on the client's examples. If the run simulates devices, the report has the MACs of the narrow
     * network.
     */
    public TrainingReport train(ClientContext client, Network network, Objective objective) {
        TrainingReport report = client.train(network, objective);
        return client.federation().device(client.id()).isEmpty()
                ? report
                : report.withMetric(
                        TrainingReport.FORWARD_MACS,
                        macs(network.spec(), objective),
                        client.examples().size() * report.epochs());
    }

    /**
     * Returns the MACs of a forward pass of the narrow network for one example, with the heads of an objective; 0 if it
     * has none.
     */
    public double macs(NetworkSpec network, Objective objective) {
        if (objective.exits().isEmpty()) {
            return 0;
        }
        SubNetwork trained = new SubNetwork(objective.exits(), width);
        return trained.stageMacs(network) + trained.headMacs(network);
    }
}
