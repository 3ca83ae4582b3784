package org.exeunt.baselines.ditto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;

class DittoTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final String PERSONAL = "personal";

    private final RecordingContext context = new RecordingContext();

    private Ditto ditto(double lambda, int personalEpochs) {
        return new Ditto(new Ditto.Options(Preset.PAPER, Given.AVERAGING, lambda, true, personalEpochs), context);
    }

    private final Simulation<FedAvg.Server> setting = Given.simulation(ditto(0.1, 3));
    private final ParameterSet initial = setting.spec().initial();
    private final ParameterSet anchor = initial.select(initial.layout().trainable());
    private final ParameterSet personalBefore = setting.withSeed(99).spec().initial();

    /**
     * Trains client 0 for one round, with a personal model that differs from the received one, by two full-batch steps
     * without momentum and decay.
     */
    private ClientUpdate train(double lambda, double rate) {
        Simulation<FedAvg.Server> simulation =
                Given.simulation(ditto(lambda, 1)).withTraining(round -> new LocalTraining(2, 100, rate, 0, 0));
        Payload state = Payload.of(initial.select(initial.layout().buffers())).with(PERSONAL, personalBefore);
        return Given.train(simulation, simulation.context(new Round(2), CLIENT, Given.ALL, Payload.of(anchor), state));
    }

    private static ParameterSet personal(ClientUpdate update) {
        ParameterSet all = update.state().parameters(PERSONAL);
        return all.select(all.layout().trainable());
    }

    /** f(v) = (v - 4)^2 / 2, anchor 1, lambda 0.5, from v = 0 at rate 0.1; in floats. */
    @Test
    void stepsConvergeToTheKnownMinimum() {
        ProximalPenalty term = ditto(0.5, 1).proximalTerm(Given.vector(1));
        double[] expected = {.45, .8325, 1.157625};
        float[] v = {0};
        for (int step = 0; step < 200; step++) {
            float[] gradient = {v[0] - 4};
            term.addTo(v, gradient);
            v[0] -= 0.1f * gradient[0];
            if (step < expected.length) {
                assertThat((double) v[0]).as("step %d", step + 1).isCloseTo(expected[step], within(1e-6));
            }
        }
        assertThat((double) v[0]).isCloseTo(3, within(1e-6));
    }

    /** The anchor is the received model, although the shared branch has been trained before. */
    @Test
    void anchorIsTheReceivedModel() {
        double lambda = 2;
        double rate = 0.1;
        ParameterSet distance = ParameterMath.subtract(personalBefore.select(anchor.blocks()), anchor);
        ParameterSet expected = ParameterMath.axpy(-rate * lambda, distance, personal(train(0, rate)));
        ClientUpdate update = train(lambda, rate);
        assertThat(personal(update).values()).containsExactly(expected.values(), within(1e-6f));
        assertThat(Given.uploaded(update)).isNotEqualTo(anchor);
    }

    @Test
    void strongProximalTermKeepsTheReceivedModel() {
        double before = Double.POSITIVE_INFINITY;
        for (double lambda : new double[] {1, 10, 100, 1000}) {
            double distance = ParameterMath.norm(ParameterMath.subtract(personal(train(lambda, 1 / lambda)), anchor));
            assertThat(distance).as("lambda %s", lambda).isLessThan(before / 5);
            before = distance;
        }
        assertThat(before).isLessThan(1e-2);
    }

    /** The velocity of the personal branch must not affect the next round of the shared branch. */
    @Test
    void sharedBranchKeepsItsVelocity() {
        ClientContext client = setting.context(new Round(1), CLIENT, Given.ALL, Payload.of(anchor), Payload.empty());
        try (Network both = setting.openNetwork();
                Network shared = setting.openNetwork()) {
            both.loadVelocity(personalBefore);
            shared.loadVelocity(personalBefore);
            ClientUpdate expected = Given.fedAvg().train(client, shared);
            assertThat(setting.strategy().train(client, both).upload()).isEqualTo(expected.upload());
            assertThat(both.readVelocity(anchor.blocks())).isEqualTo(shared.readVelocity(anchor.blocks()));
        }
    }

    @Test
    void unsampledClientsKeepTheInitialModel() {
        var result = setting.withCohortSize(1).withRounds(1).play();
        ClientId trained = result.lastRound().exits().firstKey();
        result.personalModels().forEach((client, model) -> assertThat(model.equals(initial))
                .as("client %s", client)
                .isEqualTo(!client.equals(trained)));
    }

    @Test
    void warnsAboutOvershootingSteps() {
        Given.simulation(ditto(11, 1)).play();
        assertThat(context.warnings()).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .startsWith("'lambda' is 11.0 and the learning rate 0.1"));
    }
}
