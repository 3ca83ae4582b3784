package org.exeunt.testkit.asserting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testkit.data.GaussianBlobs;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AssertingEngineTest {
    private static final NetworkDesign DESIGN =
            new ToyEngine().design(ToyNetworkOptions.of(4, 3), InputShape.vector(3), 3);
    private static final RandomStreams STREAMS = new RandomStreams(3);
    private static final Examples EXAMPLES =
            new GaussianBlobs(3, 3, STREAMS.stream("centres")).draw(9, STREAMS.stream("examples"));

    /** An engine in the wrapper still passes the contract of engines. */
    @Nested
    class AroundASoundEngine extends EngineContract<ToyNetworkOptions> {
        @Override
        protected AssertingEngine<ToyNetworkOptions> engine() {
            return new AssertingEngine<>(new ToyEngine());
        }

        @Override
        protected ToyNetworkOptions network() {
            return ToyNetworkOptions.of(6, 5, 4).withBuffers();
        }
    }

    private static Network loaded(Network network) {
        network.load(DESIGN.initialParameters(STREAMS.stream("init")));
        return new AssertingNetwork(network);
    }

    private static TrainingReport train(Network network) {
        Objective objective = Objective.earlyExit(
                DESIGN.spec().layout().backbone(), DESIGN.spec().allExits(), new double[] {1, 1});
        return network.train(objective, EXAMPLES, new LocalTraining(2, 4, 0.1, 0, 0), STREAMS.stream("train"));
    }

    private static final ExitRule ALWAYS = new ExitRule() {
        @Override
        public String label() {
            return "always";
        }

        @Override
        public boolean shouldExit(ExitInput view) {
            return true;
        }
    };

    @Test
    void reportsChangesOfFrozenBlocks() {
        Network network = loaded(new ForwardingNetwork(DESIGN.open()) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                TrainingReport report = super.train(objective, examples, training, random);
                load(ParameterMath.scale(0.9, read(spec().layout().heads())));
                return report;
            }
        });
        assertThatThrownBy(() -> train(network))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("E4");
    }

    @Test
    void reportsMissingEpochs() {
        Network network = loaded(new ForwardingNetwork(DESIGN.open()) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                return super.train(objective, examples, training.withEpochs(1), random);
            }
        });
        assertThatThrownBy(() -> train(network))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("E6", "2 epochs of 3 batches", "1.0 epochs and 3 steps");
    }

    @Test
    void trainingMayStopAtALossThatIsNotFinite() {
        Network network = loaded(DESIGN.open());
        float[] undefined = new float[DESIGN.spec().layout().heads().size()];
        Arrays.fill(undefined, Float.NaN);
        network.load(ParameterSet.of(DESIGN.spec().layout().heads(), undefined));
        TrainingReport report = train(network);
        assertThat(report.loss()).isNaN();
        assertThat(report.steps()).isEqualTo(1);
    }

    @Test
    void gradientsAreThoseOfTheEngine() {
        Network network = loaded(new ForwardingNetwork(DESIGN.open()) {
            @Override
            public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                return ParameterSet.zeros(objective.trainable());
            }
        });
        Objective objective =
                Objective.over(DESIGN.spec().allExits(), DESIGN.spec().layout().trainable());
        assertThat(network.gradient(
                        objective.with(new CrossEntropy(new Exit(1), 1)), EXAMPLES, STREAMS.stream("gradient")))
                .isEqualTo(ParameterSet.zeros(objective.trainable()));
    }

    @Test
    void reportsInferenceThatChangesParameters() {
        Network network = loaded(new ForwardingNetwork(DESIGN.open()) {
            @Override
            public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                super.forward(examples, visitor);
                load(ParameterMath.scale(0.9, read(spec().layout().heads())));
            }
        });
        assertThatThrownBy(() -> network.forward(EXAMPLES, pass -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("E10");
    }

    @Test
    void reportsLostExamples() {
        Network network = loaded(new ForwardingNetwork(DESIGN.open()) {
            @Override
            public List<ExitDecision> infer(Examples examples, ExitRule rule) {
                return new ArrayList<>(super.infer(examples, rule)).subList(0, 5);
            }
        });
        assertThatThrownBy(() -> network.infer(EXAMPLES, ALWAYS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("E12", "of 9 examples 5 left");
    }

    @Test
    void reportsUseOfClosedNetworksAndForeignBlocks() {
        Network network = loaded(DESIGN.open());
        ParameterSet foreign = new ToyEngine()
                .design(ToyNetworkOptions.of(2), InputShape.vector(2), 2)
                .initialParameters(STREAMS.stream("init"));
        assertThatThrownBy(() -> network.load(foreign))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("The caller is wrong", "another network");
        network.close();
        assertThatThrownBy(() -> network.read(DESIGN.spec().layout().all()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("after it was closed");
    }

    @Test
    void reportsASecondThread() {
        Network network = loaded(DESIGN.open());
        List<Throwable> thrown = new ArrayList<>();
        network.forward(EXAMPLES, pass -> {
            Thread other = new Thread(() -> train(network));
            other.setUncaughtExceptionHandler((thread, failure) -> thrown.add(failure));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(thrown).singleElement().satisfies(failure -> assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a network is called by"));
    }
}
