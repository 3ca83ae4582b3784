package org.exeunt.testkit.contract;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.testkit.engine.ForwardingPass;

/**
 * A network that collects the terms of objectives whose value grows in a small step against the gradient that they add.
 * That gradient need not be the derivative of the value, because a term may stop gradients, such as those of a teacher.
 */
final class DescentNetwork extends ForwardingNetwork {
    /** Length of a step from either side; small enough for curved terms and large enough for float32 parameters. */
    private static final double STEP = 1e-3;

    /** Relative to a value. */
    private static final double ROUNDING = 1e-10;

    private final SortedSet<String> ascending = new TreeSet<>();

    DescentNetwork(Network network) {
        super(network);
    }

    /** Returns the classes of the terms found so far. */
    SortedSet<String> ascending() {
        return ascending;
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        Objective probed = new Objective(
                objective.exits(),
                objective.trainable(),
                objective.losses().stream().map(this::probed).toList(),
                objective.penalties().stream().map(this::probed).toList(),
                objective.auxiliaryHeads());
        return super.train(probed, examples, training, random);
    }

    private LossTerm probed(LossTerm term) {
        return pass -> {
            Probe probe = new Probe(pass);
            term.addTo(probe);
            Map<String, double[]> gradients = new TreeMap<>();
            probe.gradients.forEach((place, gradient) -> gradients.put(place, gradient.clone()));
            double norm = Math.sqrt(gradients.values().stream()
                    .mapToDouble(DescentNetwork::squares)
                    .sum());
            check(term, norm, step -> {
                gradients.forEach((place, gradient) -> probe.move(place, gradient, step / norm));
                double value = term.addTo(probe);
                gradients.forEach((place, gradient) -> probe.move(place, gradient, -step / norm));
                return value;
            });
            return term.addTo(pass);
        };
    }

    private ParameterTerm probed(ParameterTerm term) {
        return (parameters, gradient) -> {
            float[] own = new float[parameters.length];
            term.addTo(parameters, own);
            double[] direction = new double[own.length];
            Arrays.setAll(direction, i -> own[i]);
            double norm = Math.sqrt(squares(direction));
            check(term, norm, step -> {
                float[] moved = parameters.clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += (float) (step / norm * direction[i]);
                }
                return term.addTo(moved, new float[moved.length]);
            });
            return term.addTo(parameters, gradient);
        };
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** Compares the values of a term after steps against and along its gradient. */
    private void check(Object term, double norm, DoubleUnaryOperator valueAfter) {
        if (norm == 0) {
            return;
        }
        double along = valueAfter.applyAsDouble(STEP);
        if (valueAfter.applyAsDouble(-STEP) - along > ROUNDING * Math.abs(along)) {
            ascending.add(term.getClass().getName().replaceFirst("\\$\\$Lambda.*", " (a lambda)"));
        }
    }

    /** A pass with copies of logits and features that can be moved, and with gradients of its own. */
    private static final class Probe extends ForwardingPass {
        private final Map<String, double[]> values = new TreeMap<>();
        private final Map<String, double[]> gradients = new TreeMap<>();

        Probe(ForwardPass pass) {
            super(pass);
        }

        /** Adds a multiple of a gradient to the values that it belongs to. */
        void move(String place, double[] gradient, double factor) {
            double[] moved = values.get(place);
            for (int i = 0; i < gradient.length; i++) {
                moved[i] += factor * gradient[i];
            }
        }

        private double[] value(String place, double[] given) {
            return values.computeIfAbsent(place, absent -> given.clone());
        }

        private double[] gradient(String place, double[] values) {
            return gradients.computeIfAbsent(place, absent -> new double[values.length]);
        }

        @Override
        public double[] logits(Exit exit) {
            return value("logits of exit " + exit, super.logits(exit));
        }

        @Override
        public double[] logits(String head) {
            return value("logits of head " + head, super.logits(head));
        }

        @Override
        public double[] feature(Exit exit) {
            return value("feature of exit " + exit, super.feature(exit));
        }

        @Override
        public double[] logitGradient(Exit exit) {
            return gradient("logits of exit " + exit, logits(exit));
        }

        @Override
        public double[] headOnlyGradient(Exit exit) {
            return logitGradient(exit);
        }

        @Override
        public double[] logitGradient(String head) {
            super.logitGradient(head); // throws if the head is not trainable
            return gradient("logits of head " + head, logits(head));
        }

        @Override
        public double[] featureGradient(Exit exit) {
            return gradient("feature of exit " + exit, feature(exit));
        }
    }
}
