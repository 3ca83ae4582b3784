package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;

/**
 * A network that finds the terms of objectives whose value grows in a small step against the gradient that they add.
 * That gradient need not be the derivative of the value, because a term may stop gradients, such as those of a teacher.
 *
 * <p>A client is trained several times in the same way. The first training records the gradient that each call of a
 * term adds. Two pass values to this call that are moved along and against it, and two more for each array of features,
 * parameters or a module move only this array. Every term is called once per step, so it may keep counts.
 */
final class DescentNetwork extends ForwardingNetwork {
    /** Length of a step from either side; small enough for curved terms and large enough for float32 parameters. */
    private static final double STEP = 1e-3;

    /** Relative to a value. */
    private static final double ROUNDING = 1e-10;

    private static final String PARAMETERS = "parameters";
    private static final String LOGITS = "logits";

    private final double step;
    private final List<Call> calls;
    private final Predicate<String> moves;
    private int next;

    private DescentNetwork(Network network, double step, List<Call> calls, Predicate<String> moves) {
        super(network);
        this.step = step;
        this.calls = calls;
        this.moves = moves;
    }

    /**
     * Returns the classes of the terms found, with the array that was moved.
     *
     * @param open returns a network, each time with the same values
     * @param training trains the client, each time in the same way
     */
    static SortedSet<String> ascending(Supplier<Network> open, Consumer<Network> training) {
        List<Call> calls = new ArrayList<>();
        train(open, training, calls, 0, name -> true);
        Map<String, Predicate<String>> moved = new TreeMap<>(Map.of("all values", name -> true));
        calls.forEach(call -> call.directions.keySet().stream()
                .filter(array -> !array.startsWith(LOGITS)) // those of a live teacher may have a stopped part
                .forEach(array -> moved.put(array, array::equals)));
        SortedSet<String> found = new TreeSet<>();
        moved.forEach((what, moves) -> {
            train(open, training, calls, STEP, moves);
            train(open, training, calls, -STEP, moves);
            calls.stream().filter(call -> call.ascends(moves)).forEach(call -> found.add(call.name() + ": " + what));
        });
        return found;
    }

    private static void train(
            Supplier<Network> open,
            Consumer<Network> training,
            List<Call> calls,
            double step,
            Predicate<String> moves) {
        try (Network network = new DescentNetwork(open.get(), step, calls, moves)) {
            training.accept(network);
        }
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        Objective probed = objective.withTerms(this::probed, this::probed);
        return super.train(probed, examples, training, random);
    }

    private LossTerm probed(LossTerm term) {
        return pass -> {
            Call call = next(term);
            Probe probe = new Probe(pass, call, step, moves);
            double value = term.addTo(probe);
            if (step == 0) {
                probe.gradients.values().forEach(call::add);
            }
            call.returned(step, value);
            call.gradients.forEach(gradient -> gradient.addTo(pass));
            return call.value;
        };
    }

    private ParameterTerm probed(ParameterTerm term) {
        return (parameters, gradient) -> {
            Call call = next(term);
            float[] moved = parameters.clone();
            float[] own = new float[parameters.length];
            double[] direction = call.directions.getOrDefault(PARAMETERS, new double[own.length]);
            for (int i = 0; i < moved.length; i++) {
                moved[i] += (float) (call.factor(step, moves) * direction[i]);
            }
            double value = term.addTo(moved, own);
            if (step == 0) {
                Arrays.setAll(direction, i -> own[i]);
                call.directions.put(PARAMETERS, direction);
            }
            call.returned(step, value);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += (float) direction[i];
            }
            return call.value;
        };
    }

    /** Returns the call of a term that is made now; a new one if training does more steps than the first one did. */
    private Call next(Object term) {
        if (next == calls.size()) {
            calls.add(new Call(term));
        }
        return calls.get(next++);
    }

    /** What a term added to one array of gradients. */
    private record Gradient(String values, Function<ForwardPass, double[]> array, double[] own) {
        void addTo(ForwardPass pass) {
            double[] sum = array.apply(pass);
            for (int i = 0; i < own.length; i++) {
                sum[i] += own[i];
            }
        }
    }

    /** One call of a term in all trainings. */
    private static final class Call {
        private final Object term;
        private final List<Gradient> gradients = new ArrayList<>();
        /** The gradient of the values that the term reads, by their name. */
        private final Map<String, double[]> directions = new TreeMap<>();

        private double value;
        private double along;
        private double against;

        Call(Object term) {
            this.term = term;
        }

        String name() {
            return term.getClass().getName().replaceFirst("\\$\\$Lambda.*", " (a lambda)");
        }

        void add(Gradient gradient) {
            gradients.add(gradient);
            directions.merge(gradient.values(), gradient.own().clone(), (sum, added) -> {
                Arrays.setAll(sum, i -> sum[i] + added[i]);
                return sum;
            });
        }

        void returned(double step, double returned) {
            if (step == 0) {
                value = returned;
            } else if (step > 0) {
                along = returned;
            } else {
                against = returned;
            }
        }

        private double norm(Predicate<String> moves) {
            return Math.sqrt(directions.entrySet().stream()
                    .filter(each -> moves.test(each.getKey()))
                    .flatMapToDouble(each -> Arrays.stream(each.getValue()))
                    .map(component -> component * component)
                    .sum());
        }

        /** Returns what to multiply directions by for a step of a length. */
        double factor(double step, Predicate<String> moves) {
            return norm(moves) == 0 ? 0 : step / norm(moves);
        }

        boolean ascends(Predicate<String> moves) {
            return norm(moves) > 0 && against - along > ROUNDING * Math.abs(along);
        }
    }

    /** A pass with moved copies of logits and features, and with gradients of its own. */
    private static final class Probe extends ForwardingPass {
        private final Call call;
        private final double factor;
        private final Predicate<String> moves;
        private final Map<String, double[]> moved = new TreeMap<>();
        private final Map<String, Gradient> gradients = new TreeMap<>();

        Probe(ForwardPass pass, Call call, double step, Predicate<String> moves) {
            super(pass);
            this.call = call;
            this.factor = call.factor(step, moves);
            this.moves = moves;
        }

        private double[] value(String name, double[] given) {
            return moved.computeIfAbsent(name, absent -> {
                double[] copy = given.clone();
                double[] direction =
                        moves.test(name) ? call.directions.getOrDefault(name, new double[0]) : new double[0];
                for (int i = 0; i < direction.length; i++) {
                    copy[i] += factor * direction[i];
                }
                return copy;
            });
        }

        private double[] gradient(String kind, String name, double[] values, Function<ForwardPass, double[]> array) {
            return gradients
                    .computeIfAbsent(kind + name, absent -> new Gradient(name, array, new double[values.length]))
                    .own();
        }

        @Override
        public double[] logits(Exit exit) {
            return value(LOGITS + " of exit " + exit, super.logits(exit));
        }

        @Override
        public double[] logits(String head) {
            return value(LOGITS + " of head " + head, super.logits(head));
        }

        @Override
        public double[] feature(Exit exit) {
            return value("feature of exit " + exit, super.feature(exit));
        }

        @Override
        public double[] parameters(Block block) {
            return value("block " + block.name(), super.parameters(block));
        }

        @Override
        public double[] parameterGradient(Block block) {
            return gradient("", "block " + block.name(), parameters(block), pass -> pass.parameterGradient(block));
        }

        @Override
        public double[] module(String name) {
            return value("module " + name, super.module(name));
        }

        @Override
        public double[] moduleGradient(String name) {
            return gradient("", "module " + name, module(name), pass -> pass.moduleGradient(name));
        }

        @Override
        public double[] logitGradient(Exit exit) {
            return gradient("", LOGITS + " of exit " + exit, logits(exit), pass -> pass.logitGradient(exit));
        }

        @Override
        public double[] headOnlyGradient(Exit exit) {
            return gradient(
                    "head alone, ", LOGITS + " of exit " + exit, logits(exit), pass -> pass.headOnlyGradient(exit));
        }

        @Override
        public double[] logitGradient(String head) {
            super.logitGradient(head); // throws if the head is not trainable
            return gradient("", LOGITS + " of head " + head, logits(head), pass -> pass.logitGradient(head));
        }

        @Override
        public double[] featureGradient(Exit exit) {
            return gradient("", "feature of exit " + exit, feature(exit), pass -> pass.featureGradient(exit));
        }
    }
}
