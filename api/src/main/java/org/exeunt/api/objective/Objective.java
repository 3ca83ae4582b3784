package org.exeunt.api.objective;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.params.BlockSet;

/**
 * The function that a client minimises in one phase of its training: the sum of loss terms and parameter terms.
 *
 * <p>Immutable; its terms may keep counts, see {@link LossTerm}.
 *
 * @param exits exits for which heads are computed; other heads cost nothing
 * @param trainable blocks that the optimiser updates; other blocks keep their bits. Must not contain buffers
 * @param losses terms on logits and features, evaluated in this order
 * @param penalties terms on parameters, evaluated in this order after the backward pass
 * @param auxiliaryHeads auxiliary heads, with unique names
 * @param networks further networks that read the same batches, with unique names
 * @param modules parameters next to the network, with names unlike those of others, of heads and of networks
 */
public record Objective(
        ExitSet exits,
        BlockSet trainable,
        List<LossTerm> losses,
        List<ParameterTerm> penalties,
        List<AuxiliaryHead> auxiliaryHeads,
        List<AuxiliaryNetwork> networks,
        List<TrainableModule> modules) {
    public Objective {
        losses = List.copyOf(losses);
        penalties = List.copyOf(penalties);
        auxiliaryHeads = List.copyOf(auxiliaryHeads);
        networks = List.copyOf(networks);
        modules = List.copyOf(modules);
        if (!trainable.layout().trainable().containsAll(trainable)) {
            throw new IllegalArgumentException("running statistics cannot be trained; the trainable blocks contain "
                    + trainable.intersect(trainable.layout().buffers()));
        }
        Set<String> names = new HashSet<>(Set.of(ForwardPass.MAIN));
        Stream.of(
                        auxiliaryHeads.stream().map(AuxiliaryHead::name),
                        networks.stream().map(AuxiliaryNetwork::name),
                        modules.stream().map(TrainableModule::name))
                .flatMap(each -> each)
                .forEach(name -> {
                    if (!names.add(name)) {
                        throw new IllegalArgumentException(("two auxiliary heads, networks or modules are named '%s'; "
                                        + "names must be unique, and not '%s'")
                                .formatted(name, ForwardPass.MAIN));
                    }
                });
    }

    /** Returns an objective without terms. */
    public static Objective over(ExitSet exits, BlockSet trainable) {
        return new Objective(exits, trainable, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * Returns the early-exit loss: the weighted sum of the cross-entropies of some exits.
     *
     * @param trainable blocks that the optimiser updates
     * @param exits exits in the sum
     * @param weights one per exit of the network, shallowest first
     */
    public static Objective earlyExit(BlockSet trainable, ExitSet exits, double[] weights) {
        Objective objective = over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, weights[exit.index()]));
        }
        return objective;
    }

    /** Returns this objective, and those of its networks, with all trainable blocks frozen except {@code blocks}. */
    public Objective restrictedTo(BlockSet blocks) {
        return new Objective(exits, trainable.intersect(blocks), losses, penalties, auxiliaryHeads, networks, modules)
                .withObjectives(each -> each.restrictedTo(blocks));
    }

    /** Returns this objective with a loss term added. */
    public Objective with(LossTerm loss) {
        return new Objective(exits, trainable, append(losses, loss), penalties, auxiliaryHeads, networks, modules);
    }

    /** Returns this objective with a parameter term added. */
    public Objective with(ParameterTerm penalty) {
        return new Objective(exits, trainable, losses, append(penalties, penalty), auxiliaryHeads, networks, modules);
    }

    /** Returns this objective with an auxiliary head added. */
    public Objective with(AuxiliaryHead head) {
        return new Objective(exits, trainable, losses, penalties, append(auxiliaryHeads, head), networks, modules);
    }

    /** Returns this objective with a network added. */
    public Objective with(AuxiliaryNetwork network) {
        return new Objective(exits, trainable, losses, penalties, auxiliaryHeads, append(networks, network), modules);
    }

    /** Returns this objective with a module added. */
    public Objective with(TrainableModule module) {
        return new Objective(exits, trainable, losses, penalties, auxiliaryHeads, networks, append(modules, module));
    }

    /** Returns this objective, and those of its networks, with each term replaced. */
    public Objective withTerms(UnaryOperator<LossTerm> loss, UnaryOperator<ParameterTerm> penalty) {
        return new Objective(
                        exits,
                        trainable,
                        losses.stream().map(loss).toList(),
                        penalties.stream().map(penalty).toList(),
                        auxiliaryHeads,
                        networks,
                        modules)
                .withObjectives(each -> each.withTerms(loss, penalty));
    }

    private Objective withObjectives(UnaryOperator<Objective> change) {
        List<AuxiliaryNetwork> changed = networks.stream()
                .map(each -> each instanceof TrainableNetwork network
                        ? new TrainableNetwork(network.name(), network.parameters(), change.apply(network.objective()))
                        : each)
                .toList();
        return new Objective(exits, trainable, losses, penalties, auxiliaryHeads, changed, modules);
    }

    /** Returns this objective, followed by those of the networks that are trained with it. */
    public List<Objective> objectives() {
        List<Objective> all = new ArrayList<>(List.of(this));
        networks.stream().filter(TrainableNetwork.class::isInstance).forEach(each -> all.add(each.objective()));
        return all;
    }

    /** Returns the fraction of the trained networks, the main one included, that train no block of the backbone. */
    public double shareOfHeads() {
        BlockSet backbone = trainable.layout().backbone();
        return objectives().stream()
                .mapToInt(each -> each.trainable().intersect(backbone).isEmpty() ? 1 : 0)
                .average()
                .orElseThrow();
    }

    /** Returns what the loss terms have measured so far, by kebab-case name. */
    public SortedMap<String, Metric> metrics() {
        return objectives().stream()
                .flatMap(each -> each.losses().stream())
                .map(LossTerm::metrics)
                .reduce(new TreeMap<>(), Metric::sum);
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
