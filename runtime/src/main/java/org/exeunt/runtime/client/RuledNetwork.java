package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.PersonalRule.Reached;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.ForwardingPass;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;

/** A network whose logits in inference are those of a personal rule. */
public final class RuledNetwork extends ForwardingNetwork {
    /** Number of examples for which the outputs of the rule's networks are kept. */
    private static final int PART = 256;

    private final PersonalRule rule;
    private final PluginChoice<?> strategy;

    private RuledNetwork(Network network, PersonalRule rule, PluginChoice<?> strategy) {
        super(network);
        this.rule = rule;
        this.strategy = strategy;
        BlockSet all = network.spec().layout().all();
        for (ParameterSet each : rule.networks()) {
            if (!each.blocks().equals(all)) {
                throw PluginCall.contractViolation(
                        strategy,
                        "a network of its personal rule has the blocks %s; expected %s".formatted(each.blocks(), all));
            }
        }
    }

    /**
     * Returns a network with a rule; without one, the given network.
     *
     * @param strategy that returned the rule; failures of the rule are those of this plugin
     */
    public static Network of(Network network, Optional<PersonalRule> rule, PluginChoice<?> strategy) {
        return rule.<Network>map(given -> new RuledNetwork(network, given, strategy))
                .orElse(network);
    }

    @Override
    public NetworkSpec spec() {
        return super.spec().with(rule);
    }

    /** Applies the rule to the outputs of the network and to those of the rule's networks. */
    private double[] logits(Reached network, Others others, int example) {
        Reached reached = others.joined(network, example);
        double[] result = PluginCall.call(strategy, "applying its personal rule", () -> rule.logits(reached));
        if (result == null
                || result.length != network.logits().length
                || !areFinite(result) && areFinite(reached.allLogits()) && areFinite(reached.allFeatures())) {
            throw PluginCall.contractViolation(
                    strategy,
                    "its personal rule returned %s at exit %s; expected %d logits, finite for finite logits and features"
                            .formatted(Arrays.toString(result), reached.exit(), network.logits().length));
        }
        return result;
    }

    private static boolean areFinite(double[] values) {
        return Arrays.stream(values).allMatch(Double::isFinite);
    }

    private static boolean areFinite(List<double[]> values) {
        return values.stream().allMatch(RuledNetwork::areFinite);
    }

    private static double[] concat(double[] first, double[] second) {
        return second.length == 0
                ? first
                : DoubleStream.concat(Arrays.stream(first), Arrays.stream(second))
                        .toArray();
    }

    /**
     * The outputs of the rule's networks, one after the other, by exit and example.
     *
     * @param from index of the first example
     */
    private record Others(int from, Examples examples, double[][][] logits, double[][][] features) {
        void add(ForwardPass pass) {
            for (Exit exit : pass.exits()) {
                for (int row = 0; row < pass.size(); row++) {
                    append(logits[exit.index()], pass.example(row), pass.logits(exit), row, pass.classes());
                    append(features[exit.index()], pass.example(row), pass.feature(exit), row, pass.featureSize(exit));
                }
            }
        }

        /** Returns the outputs of the network, followed by those of the rule's networks. */
        Reached joined(Reached network, int example) {
            Reached all = Reached.none();
            for (int k = 0; k < network.allLogits().size(); k++) {
                all = all.next(
                        concat(network.allLogits().get(k), logits[k][example]),
                        concat(network.allFeatures().get(k), features[k][example]));
            }
            return all;
        }

        private static void append(double[][] sums, int example, double[] rows, int row, int width) {
            sums[example] = concat(sums[example], Arrays.copyOfRange(rows, row * width, (row + 1) * width));
        }
    }

    /** Calls a consumer with the examples, part by part if the rule has networks. */
    private void forEachPart(Examples examples, Consumer<Others> consumer) {
        int size = rule.networks().isEmpty() ? Math.max(1, examples.size()) : PART;
        for (int from = 0; from < examples.size(); from += size) {
            int to = Math.min(examples.size(), from + size);
            Examples part = examples.select(IntStream.range(from, to).toArray());
            double[][][] logits = new double[spec().exits()][to - from][0];
            double[][][] features = new double[spec().exits()][to - from][0];
            Others others = new Others(from, part, logits, features);
            if (!rule.networks().isEmpty()) {
                ParameterSet own = read(spec().layout().all());
                for (ParameterSet each : rule.networks()) {
                    load(each);
                    super.forward(part, others::add);
                }
                load(own);
            }
            consumer.accept(others);
        }
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        forEachPart(
                examples,
                others -> super.forward(others.examples(), pass -> visitor.accept(new RuledPass(pass, others))));
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule exitRule, PersonalRule personal) {
        List<ExitDecision> decisions = new ArrayList<>();
        forEachPart(examples, others -> {
            // with networks one by one, because an engine does not name its present example
            int size = rule.networks().isEmpty() ? examples.size() : 1;
            for (int from = 0; from < others.examples().size(); from += size) {
                int example = from;
                decisions.addAll(super.infer(
                        others.examples()
                                .select(IntStream.range(from, from + size).toArray()),
                        exitRule,
                        ((PersonalRule) reached -> logits(reached, others, example)).then(personal)));
            }
        });
        return decisions;
    }

    /** A batch in inference; applies the rule at an exit when its logits are first read. */
    private final class RuledPass extends ForwardingPass {
        private final Others others;
        private final SortedMap<Exit, double[]> logits = new TreeMap<>();

        RuledPass(ForwardPass pass, Others others) {
            super(pass);
            this.others = others;
        }

        @Override
        public int example(int row) {
            return others.from() + super.example(row);
        }

        @Override
        public double[] logits(Exit exit) {
            return logits.computeIfAbsent(exit, this::ruled);
        }

        private double[] ruled(Exit exit) {
            double[] all = new double[size() * classes()];
            for (int row = 0; row < size(); row++) {
                double[] ruled = RuledNetwork.this.logits(reached(exit, row), others, super.example(row));
                System.arraycopy(ruled, 0, all, row * classes(), classes());
            }
            return all;
        }

        private Reached reached(Exit deepest, int row) {
            Reached reached = Reached.none();
            for (Exit exit : ExitSet.upTo(deepest.number())) {
                reached = reached.next(
                        row(super.logits(exit), row, classes()), row(super.feature(exit), row, featureSize(exit)));
            }
            return reached;
        }

        private static double[] row(double[] rows, int row, int width) {
            return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
        }
    }
}
