package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.Departure;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testkit.engine.ForwardingNetwork;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;

final class BrokenEngines {
    private BrokenEngines() {}

    /** A toy network of which some calls do otherwise. */
    abstract static class Of extends EngineContract<ToyNetworkOptions> {
        private final UnaryOperator<Network> broken;

        Of(UnaryOperator<Network> broken) {
            this.broken = broken;
        }

        @Override
        protected Engine<ToyNetworkOptions> engine() {
            return (network, input, classes) ->
                    new BrokenDesign(new ToyEngine().design(network, input, classes), broken);
        }

        @Override
        protected ToyNetworkOptions network() {
            return ToyNetworkOptions.of(6, 5, 4).withBuffers();
        }
    }

    private static class BrokenDesign implements NetworkDesign {
        final NetworkDesign sound;
        private final UnaryOperator<Network> broken;

        BrokenDesign(NetworkDesign sound, UnaryOperator<Network> broken) {
            this.sound = sound;
            this.broken = broken;
        }

        @Override
        public NetworkFacts facts() {
            return sound.facts();
        }

        @Override
        public ParameterSet initialParameters(RandomGenerator random) {
            return sound.initialParameters(random);
        }

        @Override
        public Network open() {
            return broken.apply(sound.open());
        }
    }

    @Breaks("E1")
    static class DrawsFromAStreamOfItsOwn extends Of {
        DrawsFromAStreamOfItsOwn() {
            super(UnaryOperator.identity());
        }

        @Override
        protected Engine<ToyNetworkOptions> engine() {
            return (network, input, classes) ->
                    new BrokenDesign(new ToyEngine().design(network, input, classes), UnaryOperator.identity()) {
                        @Override
                        public ParameterSet initialParameters(RandomGenerator random) {
                            return sound.initialParameters(new RandomStreams(5).stream("own"));
                        }
                    };
        }
    }

    @Breaks("E4")
    static class DecaysFrozenHeads extends Of {
        DecaysFrozenHeads() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    if (!objective.trainable().isEmpty()) {
                        BlockSet frozen = facts().layout().heads().minus(objective.trainable());
                        load(ParameterMath.scale(1 - training.weightDecay(), read(frozen)));
                    }
                    return report;
                }
            });
        }
    }

    @Breaks("E8")
    static class AveragesTheLossOverBatches extends Of {
        AveragesTheLossOverBatches() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    List<Double> batches = new ArrayList<>();
                    LossTerm sum = pass -> {
                        double value = 0;
                        for (LossTerm term : objective.losses()) {
                            value += term.addTo(pass);
                        }
                        batches.add(value);
                        return value;
                    };
                    Objective watched = new Objective(
                            objective.exits(),
                            objective.trainable(),
                            List.of(sum),
                            objective.penalties(),
                            objective.companions());
                    TrainingReport report = super.train(watched, examples, training, random);
                    int last = batches.size() - batches.size() / Math.max(1, training.epochs());
                    OptionalDouble mean = batches.stream()
                            .skip(last)
                            .mapToDouble(Double::doubleValue)
                            .average();
                    return objective.penalties().isEmpty() && mean.isPresent()
                            ? new TrainingReport(
                                    report.epochs(),
                                    report.headEpochs(),
                                    report.steps(),
                                    mean.getAsDouble(),
                                    report.heads())
                            : report;
                }
            });
        }
    }

    @Breaks("E9")
    static class TrainsAnEpochAtLeast extends Of {
        TrainsAnEpochAtLeast() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    boolean alone = objective.companions().isEmpty();
                    int epochs = alone ? Math.max(1, training.epochs()) : training.epochs();
                    return super.train(objective, examples, training.withEpochs(epochs), random);
                }
            });
        }
    }

    @Breaks("E10")
    static class ForgetsVelocitiesInInference extends Of {
        ForgetsVelocitiesInInference() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                    super.forward(examples, visitor);
                    resetVelocity(facts().layout().trainable());
                }
            });
        }
    }

    @Breaks("E12")
    static class MixesDeparturesUp extends Of {
        MixesDeparturesUp() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public List<Departure> infer(Examples examples, ExitRule rule) {
                    List<Departure> departures = new ArrayList<>(super.infer(examples, rule));
                    Collections.rotate(departures, 1);
                    return departures;
                }
            });
        }
    }

    @Breaks("E2")
    static class ForgetsWhatIsNotLoaded extends Of {
        ForgetsWhatIsNotLoaded() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public void load(ParameterSet parameters) {
                    super.load(ParameterSet.zeros(facts().layout().all()).with(parameters));
                }
            });
        }
    }

    @Breaks("E3")
    static class GoesOnWithItsShuffling extends Of {
        GoesOnWithItsShuffling() {
            super(network -> new ForwardingNetwork(network) {
                private int trainings;

                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    for (int i = 0; i < trainings && examples.size() > training.batchSize(); i++) {
                        random.nextLong();
                    }
                    if (objective.companions().isEmpty() && examples.size() > training.batchSize()) {
                        trainings++;
                    }
                    return super.train(objective, examples, training, random);
                }
            });
        }
    }

    @Breaks("E5")
    static class LooksAtEveryHead extends Of {
        LooksAtEveryHead() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    double nothing =
                            0 * ParameterMath.norm(read(facts().layout().heads()));
                    return new TrainingReport(
                            report.epochs(),
                            report.headEpochs(),
                            report.steps(),
                            report.loss() + nothing,
                            report.heads());
                }
            });
        }
    }

    @Breaks("E7")
    static class FillsShortBatchesUp extends Of {
        FillsShortBatchesUp() {
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

    @Breaks("E13")
    static class LooksPastTheExitTaken extends Of {
        LooksPastTheExitTaken() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public List<Departure> infer(Examples examples, ExitRule rule) {
                    double nothing =
                            0 * ParameterMath.norm(read(facts().layout().heads()));
                    return super.infer(examples, rule).stream()
                            .map(each -> new Departure(each.exit(), each.label(), each.confidence() + nothing))
                            .toList();
                }
            });
        }
    }
}
