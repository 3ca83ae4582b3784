package org.exeunt.baselines.fedprox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.vector;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FedProxTest {
    private static final double RATE = 0.1;

    private final RecordingContext context = new RecordingContext();

    private FedProx fedProx(double mu) {
        return new FedProx(new FedProx.Options(Preset.PAPER, Given.AVERAGING, mu, true), context);
    }

    /** Returns a simulation of one client and one round of full-batch steps without momentum and decay. */
    private static Simulation<FedAvg.Server> steps(Strategy<FedAvg.Server> strategy, int steps, double rate) {
        return Simulation.of(strategy, SyntheticFederation.draw(3, 12))
                .withNetwork(Given.NETWORK)
                .withRounds(1)
                .withTraining(round -> new LocalTraining(steps, 12, rate, 0, 0));
    }

    private static ParameterSet shared(Simulation<FedAvg.Server> simulation) {
        return simulation.play().lastState().shared();
    }

    /**
     * Oracles 9b and 9c: from w = 1, anchor 0, loss gradient 2, rate 0.1, mu 0.5, one step leads to 0.75; the value at
     * a distance of 5 is 0.25 times 25.
     */
    @Test
    void stepMovesTowardsTheAnchor() {
        float[] gradient = {2, 0};
        fedProx(0.5).proximalTerm(vector(0, 0)).addTo(new float[] {1, 0}, gradient);
        assertThat(1 - RATE * gradient[0]).isCloseTo(0.75, within(1e-9));

        float[] other = new float[2];
        assertThat(fedProx(0.5).proximalTerm(vector(1, -1)).addTo(new float[] {4, 3}, other))
                .isEqualTo(0.25 * 25);
        assertThat(other).containsExactly(1.5f, 2);
    }

    /** Line 31 of the reference code: at a distance of (3, 4) and with mu 0.5, the term is 2.5. */
    @Test
    void termOfTheReferenceIsNeitherSquaredNorHalved() {
        FedProx.Options options = new FedProx.Options(Preset.REFERENCE, Given.AVERAGING, .5, false);
        float[] gradient = new float[2];
        assertThat(new FedProx(options, context).proximalTerm(vector(1, 1)).addTo(new float[] {4, 5}, gradient))
                .isCloseTo(2.5, within(1e-12));
        assertThat(gradient).containsExactly(new float[] {.3f, .4f}, within(1e-7f));
    }

    /** The first step equals FedAvg's, since it starts at the anchor; the second differs by the proximal term. */
    @Test
    void anchorIsTheReceivedModelInTrainedBlocks() {
        double mu = 0.8;
        FederationSpec spec = steps(fedProx(mu), 2, RATE).spec();
        ParameterSet one = shared(steps(Given.fedAvg(), 1, RATE));
        ParameterSet two = shared(steps(Given.fedAvg(), 2, RATE));
        ParameterSet change =
                ParameterMath.subtract(one, spec.initial().select(spec.layout().trainable()));
        ParameterSet expected = ParameterMath.axpy(-RATE * mu, change, two);
        assertThat(shared(steps(fedProx(mu), 1, RATE))).isEqualTo(one);
        assertThat(shared(steps(fedProx(mu), 2, RATE)).values()).containsExactly(expected.values(), within(1e-6f));
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
            ParameterSet shared = shared(simulation);
            double distance = ParameterMath.norm(
                    ParameterMath.subtract(shared, simulation.spec().initial().select(shared.blocks())));
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
}
