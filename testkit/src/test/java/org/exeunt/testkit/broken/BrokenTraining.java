package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;

/** Engines with wrong training. */
final class BrokenTraining {
    private BrokenTraining() {}

    @Breaks("E3")
    static class KeepsItsRandomStream extends BrokenEngine {
        KeepsItsRandomStream() {
            super(network -> new ForwardingNetwork(network) {
                private int trainings;

                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    for (int i = 0; i < trainings && examples.size() > training.batchSize(); i++) {
                        random.nextLong();
                    }
                    if (objective.auxiliaryHeads().isEmpty() && examples.size() > training.batchSize()) {
                        trainings++;
                    }
                    return super.train(objective, examples, training, random);
                }
            });
        }
    }

    /** Input dropout: rules that compare passes with other random numbers are skipped. */
    @Breaks("E3")
    static class DropsInputs extends BrokenEngine {
        DropsInputs() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    return super.train(objective, dropping(examples, random), training, random);
                }

                @Override
                public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                    return super.gradient(objective, dropping(examples, random), random);
                }

                private Examples dropping(Examples examples, RandomGenerator random) {
                    int features = spec().input().size();
                    return Examples.of(
                            IntStream.range(0, examples.size())
                                    .map(examples::label)
                                    .toArray(),
                            (index, target, offset) -> {
                                examples.copyTo(index, target, offset);
                                target[offset + random.nextInt(features)] = 0;
                            });
                }
            });
        }
    }

    @Breaks("E4")
    static class DecaysFrozenHeads extends BrokenEngine {
        DecaysFrozenHeads() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    if (!objective.trainable().isEmpty()) {
                        BlockSet frozen = spec().layout().heads().minus(objective.trainable());
                        load(ParameterMath.scale(1 - training.weightDecay(), read(frozen)));
                    }
                    return report;
                }
            });
        }
    }

    @Breaks("E5")
    static class UsesEveryHead extends BrokenEngine {
        UsesEveryHead() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    double nothing = 0 * ParameterMath.norm(read(spec().layout().heads()));
                    return withLoss(report, report.loss() + nothing);
                }
            });
        }
    }

    @Breaks("E6")
    static class KeepsOneOrder extends BrokenEngine {
        KeepsOneOrder() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    return super.train(objective, examples, training, shufflingOnce(examples.size(), random));
                }
            });
        }
    }

    /** Returns the random numbers of one shuffle; afterwards, every example is swapped with itself. */
    private static RandomGenerator shufflingOnce(int examples, RandomGenerator random) {
        return new RandomGenerator() {
            private int swaps = examples - 1;

            @Override
            public int nextInt(int bound) {
                return swaps-- > 0 ? random.nextInt(bound) : bound - 1;
            }

            @Override
            public long nextLong() {
                return random.nextLong();
            }
        };
    }

    @Breaks("E7")
    static class PadsShortBatches extends BrokenEngine {
        PadsShortBatches() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    int rows = Math.max(examples.size(), training.batchSize());
                    boolean tooFew = examples.size() < training.batchSize();
                    int[] filled = IntStream.range(0, rows)
                            .map(row -> row % examples.size())
                            .toArray();
                    return super.train(objective, tooFew ? examples.select(filled) : examples, training, random);
                }
            });
        }
    }

    @Breaks("E8")
    static class AveragesTheLossOverBatches extends BrokenEngine {
        AveragesTheLossOverBatches() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    List<Double> batches = new ArrayList<>();
                    Objective watched = withLoss(objective, pass -> {
                        double value = sumOf(objective.losses(), pass);
                        batches.add(value);
                        return value;
                    });
                    TrainingReport report = super.train(watched, examples, training, random);
                    int last = batches.size() - batches.size() / Math.max(1, training.epochs());
                    OptionalDouble mean = batches.stream()
                            .skip(last)
                            .mapToDouble(Double::doubleValue)
                            .average();
                    return objective.penalties().isEmpty() && mean.isPresent()
                            ? withLoss(report, mean.getAsDouble())
                            : report;
                }
            });
        }
    }

    @Breaks("E9")
    static class TrainsAtLeastOneEpoch extends BrokenEngine {
        TrainsAtLeastOneEpoch() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    boolean alone = objective.auxiliaryHeads().isEmpty();
                    int epochs = alone ? Math.max(1, training.epochs()) : training.epochs();
                    return super.train(objective, examples, training.withEpochs(epochs), random);
                }
            });
        }
    }
}
