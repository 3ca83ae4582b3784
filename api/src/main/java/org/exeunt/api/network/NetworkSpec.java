package org.exeunt.api.network;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.params.ParameterLayout;

/**
 * Sizes and costs of an early-exit network.
 *
 * @param layout its blocks
 * @param input shape of one example
 * @param classes number of classes
 * @param stageMacs cost of each stage alone, first stage first; without layers whose cost is not known
 * @param headMacs cost of each exit's head alone, shallowest first; without layers whose cost is not known
 * @param narrowing how it holds narrower networks; empty if it does not, or if that is not known
 * @param allMacsKnown whether the cost of every layer is known; if not, no cost of the network is reported
 */
public record NetworkSpec(
        ParameterLayout layout,
        InputShape input,
        int classes,
        List<Macs> stageMacs,
        List<Macs> headMacs,
        Optional<WidthSlicing> narrowing,
        boolean allMacsKnown) {
    public NetworkSpec {
        stageMacs = List.copyOf(stageMacs);
        headMacs = List.copyOf(headMacs);
        if (stageMacs.isEmpty() || stageMacs.size() != headMacs.size()) {
            throw new IllegalArgumentException("%d stages and %d heads; expected one head a stage, at least one"
                    .formatted(stageMacs.size(), headMacs.size()));
        }
    }

    /** Makes the facts of a network of known cost that is not known to hold narrower ones. */
    public NetworkSpec(
            ParameterLayout layout, InputShape input, int classes, List<Macs> stageMacs, List<Macs> headMacs) {
        this(layout, input, classes, stageMacs, headMacs, Optional.empty(), true);
    }

    /** Returns the number of exits, m. */
    public int exits() {
        return stageMacs.size();
    }

    /** Returns the final exit. */
    public Exit finalExit() {
        return new Exit(exits());
    }

    /** Returns all exits. */
    public ExitSet allExits() {
        return ExitSet.upTo(exits());
    }

    /**
     * Returns the cost of an input that leaves at {@code exit} after all heads on the way were asked; empty if the cost of some layer of the network
     * is not known.
     */
    public Optional<Macs> costOfLeavingAt(Exit exit) {
        return costOfOnly(exit)
                .map(cost -> headMacs.subList(0, exit.index()).stream().reduce(cost, Macs::plus));
    }

    /**
     * Returns the cost of the stages up to {@code exit} and its head alone, a static network of that depth; empty if the cost of some layer of the
     * network is not known.
     */
    public Optional<Macs> costOfOnly(Exit exit) {
        return allMacsKnown
                ? Optional.of(
                        stageMacs.subList(0, exit.number()).stream().reduce(headMacs.get(exit.index()), Macs::plus))
                : Optional.empty();
    }
}
