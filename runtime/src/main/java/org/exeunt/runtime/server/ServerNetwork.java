package org.exeunt.runtime.server;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.runtime.federation.Federation;
import org.jspecify.annotations.Nullable;

/** The network of the server: opened on first use, kept until the run ends. Counts its MACs. For the server thread. */
final class ServerNetwork implements AutoCloseable {
    /** Name of the metric with the MACs of the server in a round. */
    private static final String MACS = "server-macs";

    private final Federation federation;
    private @Nullable Network network;
    private double macs;

    ServerNetwork(Federation federation) {
        this.federation = federation;
    }

    /** Returns the network; closing it has no effect. */
    Network get() {
        if (network == null) {
            network = PluginCall.call(
                    federation.config().engine(), "opening the network of the server", federation.design()::open);
            resetVelocity(network);
        }
        return new Counting(network);
    }

    private static void resetVelocity(Network network) {
        network.resetVelocity(network.spec().layout().trainable());
    }

    /** Returns the result of a round with the MACs of the network, if it was used and all its costs are known. */
    <S extends Record> AggregationResult<S> counted(AggregationResult<S> result) {
        if (network != null) {
            resetVelocity(network);
        }
        if (macs == 0 || !federation.spec().network().allMacsKnown()) {
            return result;
        }
        Map<String, Double> metrics = new TreeMap<>(result.metrics());
        metrics.put(MACS, macs);
        macs = 0;
        return new AggregationResult<>(result.state(), metrics, result.relations());
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }

    private final class Counting extends ForwardingNetwork {
        Counting(Network network) {
            super(network);
        }

        @Override
        public TrainingReport train(
                Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
            TrainingReport report = super.train(objective, examples, training, random);
            countTraining(objective, report.epochs() * examples.size());
            return report;
        }

        @Override
        public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
            countTraining(objective, objective.objectives().size() * examples.size());
            return super.gradient(objective, examples, random);
        }

        private void countTraining(Objective objective, double examples) {
            if (!objective.exits().isEmpty()) {
                macs += new SubNetwork(objective.exits(), 1)
                        .trainingMacs(spec(), examples, examples * objective.shareOfHeads());
            }
        }

        @Override
        public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
            count(spec().allExits(), examples.size());
            super.forward(examples, visitor);
        }

        @Override
        public List<ExitDecision> infer(Examples examples, ExitRule rule, PersonalRule personal) {
            List<ExitDecision> decisions = super.infer(examples, rule, personal);
            decisions.forEach(decision -> count(ExitSet.upTo(decision.exit().number()), 1));
            return decisions;
        }

        private void count(ExitSet exits, int examples) {
            NetworkSpec spec = spec();
            SubNetwork run = new SubNetwork(exits, 1);
            macs += examples * (run.stageMacs(spec) + run.headMacs(spec));
        }

        @Override
        public void close() {
            // the run closes the network
        }
    }
}
