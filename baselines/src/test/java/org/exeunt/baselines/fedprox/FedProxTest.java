package org.exeunt.baselines.fedprox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedProxTest {
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final double RATE = 0.1;
    private static final ParameterLayout PAIR = new ParameterLayout.Builder()
            .add("head1/W", BlockRole.HEAD, 1, List.of(2))
            .build();

    private final RecordingContext context = new RecordingContext();

    private FedProx fedProx(double mu) {
        return new FedProx(new FedProx.Options(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), mu), context);
    }

    private FedAvg fedAvg() {
        return new FedAvg(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), context);
    }

    /** Returns a simulation of one client and one round of full-batch steps without momentum and decay. */
    private static Simulation<FedAvg.Server> steps(Strategy<FedAvg.Server> strategy, int steps, double rate) {
        return Simulation.of(strategy, SyntheticFederation.draw(3, 12))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withRounds(1)
                .withTraining(round -> new LocalTraining(steps, 12, rate, 0, 0));
    }

    /** Oracle 9b: from w = 1, anchor 0, loss gradient 2, rate 0.1, mu 0.5, one step leads to 0.75. */
    @Test
    void stepMovesTowardsTheAnchor() {
        float[] gradient = {2, 0};
        fedProx(0.5).proximalTerm(ParameterSet.zeros(PAIR.all())).addTo(new float[] {1, 0}, gradient);
        assertThat(1 - RATE * gradient[0]).isCloseTo(0.75, within(1e-9));
    }

    /** Oracle 9c. */
    @Test
    void gradientMatchesTheExample() {
        ParameterSet anchor = ParameterSet.of(PAIR.all(), new float[] {1, -1});
        float[] gradient = new float[2];
        assertThat(fedProx(0.5).proximalTerm(anchor).addTo(new float[] {4, 3}, gradient))
                .isEqualTo(0.25 * 25);
        assertThat(gradient).containsExactly(1.5f, 2);
    }

    /** The first step equals FedAvg's, since it starts at the anchor; the second differs by the proximal term. */
    @Test
    void anchorIsTheReceivedModelInTrainedBlocks() {
        double mu = 0.8;
        Simulation<FedAvg.Server> simulation = steps(fedProx(mu), 2, RATE);
        ParameterSet received =
                simulation.spec().initial().select(simulation.spec().layout().trainable());
        ParameterSet one = steps(fedAvg(), 1, RATE).play().lastState().shared();
        ParameterSet two = steps(fedAvg(), 2, RATE).play().lastState().shared();
        ParameterSet change = ParameterMath.subtract(one, received);
        ParameterSet expected = ParameterMath.axpy(-RATE * mu, change, two);

        assertThat(steps(fedProx(mu), 1, RATE).play().lastState().shared()).isEqualTo(one);
        assertThat(simulation.play().lastState().shared().values()).containsExactly(expected.values(), within(1e-6f));
        assertThat(ParameterMath.norm(ParameterMath.subtract(expected, two)))
                .as("effect of the proximal term")
                .isGreaterThan(1e-3);
    }

    /** Oracle 9d, with the rate 1 / mu. */
    @Test
    void strongProximalTermKeepsTheAnchor() {
        double before = Double.POSITIVE_INFINITY;
        for (double mu : new double[] {1, 10, 100, 1000}) {
            Simulation<FedAvg.Server> simulation = steps(fedProx(mu), 20, 1 / mu);
            ParameterSet received = simulation
                    .spec()
                    .initial()
                    .select(simulation.spec().layout().trainable());
            double distance = ParameterMath.norm(
                    ParameterMath.subtract(simulation.play().lastState().shared(), received));
            assertThat(distance).as("mu %s", mu).isLessThan(before / 5);
            before = distance;
        }
        assertThat(before).isLessThan(1e-2);
        assertThat(context.warnings()).isEmpty();
    }

    @Test
    void warnsOnceAboutOvershootingSteps() {
        Simulation.of(fedProx(11), SyntheticFederation.draw(3, 4))
                .withTraining(round -> new LocalTraining(1, 4, 0.1, 0, 0))
                .play();
        assertThat(context.warnings())
                .containsExactly("'mu' is 11.0 and the learning rate 0.1: their product is above 1,"
                        + " so that every step of the proximal term overshoots its anchor. Lower one of them.");
    }

    @Test
    void doesNotWarnWithoutOvershooting() {
        Simulation.of(fedProx(10), SyntheticFederation.draw(3, 4)).play();
        assertThat(context.warnings()).isEmpty();
    }
}
