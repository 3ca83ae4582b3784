package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.Departure;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CompanionHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LearningHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/** Networks that break one promise each fail on the check for it. */
class EngineContractTest {
    @Test
    void tellsDecayOfFrozenBlocks() {
        assertThat(FailedChecks.of(DecaysEverything.class))
                .containsExactly(
                        "e04_blocksThatAreNotTrainableKeepTheirBits", "h01_aLearningHeadLearnsAsALiveOneWould");
    }

    @Test
    void tellsInferenceThatMovesParameters() {
        assertThat(FailedChecks.of(MovesInInference.class)).contains("e10_inferenceChangesNothing");
    }

    @Test
    void tellsAnotherOptimiser() {
        assertThat(FailedChecks.of(DecoupledDecay.class))
                .containsExactly(
                        "e09_theStepIsHeavyBallWithCoupledDecay",
                        "h01_aLearningHeadLearnsAsALiveOneWould",
                        "h05_aHeadNoLossAsksForDecaysOnly");
    }

    @Test
    void tellsALossThatIsSummed() {
        assertThat(FailedChecks.of(SumsTheLoss.class))
                .contains("e08_theLossIsTheMeanOverExamples", "g01_crossEntropiesOfAllExits");
    }

    @Test
    void tellsALearningHeadThatIsCarriedOn() {
        assertThat(FailedChecks.of(CarriesHeadsOn.class))
                .containsExactly("h02_everyTrainingStartsItAnew", "h05_aHeadNoLossAsksForDecaysOnly");
    }

    @Test
    void tellsDeparturesInTheWrongPlaces() {
        assertThat(FailedChecks.of(SwapsDepartures.class))
                .containsExactly("e12_examplesLeaveWithTheAnswersOfForward", "e12_examplesThatGoOnKeepTheirPlaces");
    }

    abstract static class OnToyNetworks extends EngineContract<ToyNetworkOptions> {
        private final Function<Network, Network> broken;

        OnToyNetworks(Function<Network, Network> broken) {
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

    static class DecaysEverything extends OnToyNetworks {
        DecaysEverything() {
            super(network -> new Delegating(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    BlockSet frozen = facts().layout().heads().minus(objective.trainable());
                    load(ParameterMath.scale(1 - training.weightDecay(), read(frozen)));
                    return report;
                }
            });
        }
    }

    static class MovesInInference extends OnToyNetworks {
        MovesInInference() {
            super(network -> new Delegating(network) {
                @Override
                public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                    super.forward(examples, visitor);
                    load(ParameterMath.scale(1.001, read(facts().layout().heads())));
                }
            });
        }
    }

    static class DecoupledDecay extends OnToyNetworks {
        DecoupledDecay() {
            super(network -> new Delegating(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    LocalTraining plain = new LocalTraining(
                            training.epochs(), training.batchSize(), training.learningRate(), training.momentum(), 0);
                    double decay = training.learningRate() * training.weightDecay();
                    load(ParameterMath.scale(1 - decay, read(objective.trainable())));
                    return super.train(objective, examples, plain, random);
                }
            });
        }
    }

    static class SumsTheLoss extends OnToyNetworks {
        SumsTheLoss() {
            super(network -> new Delegating(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    return new TrainingReport(
                            report.epochs(), 0, report.steps(), report.loss() * examples.size(), report.heads());
                }
            });
        }
    }

    static class CarriesHeadsOn extends OnToyNetworks {
        CarriesHeadsOn() {
            super(network -> new Delegating(network) {
                private final Map<String, ParameterSet> kept = new HashMap<>();

                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    List<CompanionHead> heads = new ArrayList<>();
                    for (CompanionHead head : objective.companions()) {
                        ParameterSet start = kept.getOrDefault(head.name(), head.parameters());
                        heads.add(
                                head instanceof LearningHead
                                        ? new LearningHead(head.name(), head.exit(), start)
                                        : head);
                    }
                    Objective continued = new Objective(
                            objective.exits(), objective.trainable(), objective.losses(), objective.penalties(), heads);
                    TrainingReport report = super.train(continued, examples, training, random);
                    kept.putAll(report.heads());
                    return report;
                }
            });
        }
    }

    static class SwapsDepartures extends OnToyNetworks {
        SwapsDepartures() {
            super(network -> new Delegating(network) {
                @Override
                public List<Departure> infer(Examples examples, ExitRule rule) {
                    List<Departure> departures = new ArrayList<>(super.infer(examples, rule));
                    Collections.swap(departures, 0, departures.size() - 1);
                    Collections.rotate(departures, 1);
                    return departures;
                }
            });
        }
    }

    private record BrokenDesign(NetworkDesign sound, Function<Network, Network> broken) implements NetworkDesign {
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

    private static class Delegating implements Network {
        private final Network network;

        Delegating(Network network) {
            this.network = network;
        }

        @Override
        public NetworkFacts facts() {
            return network.facts();
        }

        @Override
        public void load(ParameterSet parameters) {
            network.load(parameters);
        }

        @Override
        public ParameterSet read(BlockSet blocks) {
            return network.read(blocks);
        }

        @Override
        public void loadVelocity(ParameterSet velocity) {
            network.loadVelocity(velocity);
        }

        @Override
        public ParameterSet readVelocity(BlockSet blocks) {
            return network.readVelocity(blocks);
        }

        @Override
        public TrainingReport train(
                Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
            return network.train(objective, examples, training, random);
        }

        @Override
        public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
            network.forward(examples, visitor);
        }

        @Override
        public List<Departure> infer(Examples examples, ExitRule rule) {
            return network.infer(examples, rule);
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
