package org.exeunt.testkit.contract;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.ForwardingPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;

/**
 * A network whose passes promise no more than {@link ForwardPass} does: logits and features have a row of NaN behind
 * the batch, and are NaN once the call has ended. A caller that reads more than the batch, or later, computes other
 * values than with the toy engine, as it may with engines that reuse their arrays.
 */
final class LendingNetwork extends ForwardingNetwork {
    LendingNetwork(Network network) {
        super(network);
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        return super.train(
                objective.withTerms(LendingNetwork::lending, UnaryOperator.identity()), examples, training, random);
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        super.forward(examples, pass -> {
            Lent lent = new Lent(pass);
            visitor.accept(lent);
            lent.end();
        });
    }

    private static LossTerm lending(LossTerm term) {
        return pass -> {
            Lent lent = new Lent(pass);
            double value = term.addTo(lent);
            lent.end();
            return value;
        };
    }

    private static final class Lent extends ForwardingPass {
        private final Map<double[], double[]> copies = new IdentityHashMap<>();
        private final Map<String, Lent> networks = new HashMap<>();

        Lent(ForwardPass pass) {
            super(pass);
        }

        @Override
        public ForwardPass network(String name) {
            return networks.computeIfAbsent(name, absent -> new Lent(super.network(name)));
        }

        void end() {
            networks.values().forEach(Lent::end);
            copies.values().forEach(copy -> Arrays.fill(copy, Double.NaN));
        }

        private double[] lend(double[] values, int width) {
            return copies.computeIfAbsent(values, original -> {
                int batch = size() * width;
                double[] copy = Arrays.copyOf(original, batch + width);
                Arrays.fill(copy, batch, copy.length, Double.NaN);
                return copy;
            });
        }

        @Override
        public double[] logits(Exit exit) {
            return lend(super.logits(exit), classes());
        }

        @Override
        public double[] logits(String head) {
            return lend(super.logits(head), classes());
        }

        @Override
        public double[] feature(Exit exit) {
            return lend(super.feature(exit), featureSize(exit));
        }

        @Override
        public double[] parameters(Block block) {
            return copies.computeIfAbsent(super.parameters(block), double[]::clone);
        }

        @Override
        public double[] module(String name) {
            return copies.computeIfAbsent(super.module(name), double[]::clone);
        }
    }
}
