package org.exeunt.api.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.params.ParameterLayout;

/**
 * Sizes and costs of an early-exit network.
 *
 * @param layout blocks of the network
 * @param input shape of one example
 * @param classes number of classes
 * @param stageMacs cost of each stage by itself, first stage first; layers of unknown cost are not counted
 * @param headMacs cost of each head by itself, shallowest exit first; layers of unknown cost are not counted
 * @param narrowing axes by which the network can be reduced to narrower ones; empty if it cannot be, or if unknown
 * @param activations number of values that each stage and its head keep for an example until the backward pass, first
 *     stage first; empty if unknown
 * @param featureSizes number of values per example of each exit's feature, as of {@link
 *     org.exeunt.api.objective.ForwardPass#featureSize}, shallowest first; empty if unknown
 * @param allMacsKnown whether the cost of every layer is known; if not, no cost of the network is reported
 */
public record NetworkSpec(
        ParameterLayout layout,
        InputShape input,
        int classes,
        List<Macs> stageMacs,
        List<Macs> headMacs,
        Optional<WidthSlicing> narrowing,
        List<Long> activations,
        List<Integer> featureSizes,
        boolean allMacsKnown) {
    public NetworkSpec {
        stageMacs = List.copyOf(stageMacs);
        headMacs = List.copyOf(headMacs);
        activations = List.copyOf(activations);
        featureSizes = List.copyOf(featureSizes);
        if (stageMacs.isEmpty() || stageMacs.size() != headMacs.size()) {
            throw new IllegalArgumentException("%d stages and %d heads; expected one head a stage, at least one"
                    .formatted(stageMacs.size(), headMacs.size()));
        }
        if (!activations.isEmpty() && activations.size() != stageMacs.size()) {
            throw new IllegalArgumentException("%d stages and activations %s; expected one number a stage, or none"
                    .formatted(stageMacs.size(), activations));
        }
    }

    /** Returns the spec of a network of known cost, without width slicing, activations and sizes of features. */
    public static NetworkSpec of(
            ParameterLayout layout, InputShape input, int classes, List<Macs> stageMacs, List<Macs> headMacs) {
        return new NetworkSpec(
                layout, input, classes, stageMacs, headMacs, Optional.empty(), List.of(), List.of(), true);
    }

    /** Returns the spec whose heads also cost what a personal rule computes at their exits. */
    public NetworkSpec with(PersonalRule rule) {
        List<Macs> ruled = IntStream.range(0, exits())
                .mapToObj(k -> headMacs.get(k).plus(rule.macs(new Exit(k + 1))))
                .toList();
        return new NetworkSpec(
                layout, input, classes, stageMacs, ruled, narrowing, activations, featureSizes, allMacsKnown);
    }

    /** Returns the number of exits, m. */
    public int exits() {
        return stageMacs.size();
    }

    /** Returns the deepest exit. */
    public Exit finalExit() {
        return new Exit(exits());
    }

    /** Returns all exits. */
    public ExitSet allExits() {
        return ExitSet.upTo(exits());
    }

    /**
     * Returns the cost of an example that leaves at {@code exit}: all stages and all heads up to it. Empty if the cost
     * of any layer is unknown.
     */
    public Optional<Macs> costOfLeavingAt(Exit exit) {
        return costOfOnly(exit)
                .map(cost -> headMacs.subList(0, exit.index()).stream().reduce(cost, Macs::plus));
    }

    /**
     * Returns the cost of a single-exit network that ends at {@code exit}: all stages up to it and only its head.
     * Empty if the cost of any layer is unknown.
     */
    public Optional<Macs> costOfOnly(Exit exit) {
        return allMacsKnown
                ? Optional.of(
                        stageMacs.subList(0, exit.number()).stream().reduce(headMacs.get(exit.index()), Macs::plus))
                : Optional.empty();
    }
}
