package org.exeunt.baselines.ditto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.OneClient;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class DittoTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final String PERSONAL = "personal";

    private final RecordingContext context = new RecordingContext();

    private Ditto ditto(double lambda, int personalEpochs) {
        return new Ditto(
                new Ditto.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        lambda,
                        personalEpochs),
                context);
    }

    private Simulation<FedAvg.Server> simulation(double lambda, int personalEpochs) {
        return Simulation.of(ditto(lambda, personalEpochs), SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    /**
     * Trains client 0 for one round, with a personal model that differs from the received one, by full-batch steps
     * without momentum and decay.
     */
    private ClientUpdate train(double lambda, double rate) {
        Simulation<FedAvg.Server> simulation =
                simulation(lambda, 1).withTraining(round -> new LocalTraining(2, 100, rate, 0, 0));
        ClientContext client = simulation.context(
                new Round(2),
                CLIENT,
                simulation.spec().network().allExits(),
                received(),
                Payload.of(initial().select(initial().layout().buffers())).with(PERSONAL, personalBefore()));
        return OneClient.train(simulation, client);
    }

    private ParameterSet initial() {
        return simulation(0, 1).spec().initial();
    }

    private Payload received() {
        return Payload.of(initial().select(initial().layout().trainable()));
    }

    private ParameterSet personalBefore() {
        return simulation(0, 1).withSeed(99).spec().initial();
    }

    private static ParameterSet personal(ClientUpdate update) {
        ParameterSet all = update.state().parameters(PERSONAL);
        return all.select(all.layout().trainable());
    }

    /** f(v) = (v - 4)^2 / 2, anchor 1, lambda 0.5, from v = 0 at rate 0.1; in floats. */
    @Test
    void stepsConvergeToTheKnownMinimum() {
        ParameterLayout one = new ParameterLayout.Builder()
                .add("head1/W", BlockRole.HEAD, 1, List.of(1))
                .build();
        ProximalPenalty term = ditto(0.5, 1).proximalTerm(ParameterSet.of(one.all(), new float[] {1}));
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
        ParameterSet anchor = received().parameters().orElseThrow();
        ParameterSet before = personalBefore().select(anchor.blocks());
        ParameterSet free = personal(train(0, rate));
        ParameterSet expected = ParameterMath.axpy(-rate * lambda, ParameterMath.subtract(before, anchor), free);

        ClientUpdate update = train(lambda, rate);
        assertThat(personal(update).values()).containsExactly(expected.values(), within(1e-6f));
        assertThat(update.upload().parameters().orElseThrow()).isNotEqualTo(anchor);
    }

    @Test
    void strongProximalTermKeepsTheReceivedModel() {
        ParameterSet anchor = received().parameters().orElseThrow();
        double before = Double.POSITIVE_INFINITY;
        for (double lambda : new double[] {1, 10, 100, 1000}) {
            double distance = ParameterMath.norm(ParameterMath.subtract(personal(train(lambda, 1 / lambda)), anchor));
            assertThat(distance).as("lambda %s", lambda).isLessThan(before / 5);
            before = distance;
        }
        assertThat(before).isLessThan(1e-2);
    }

    @Test
    void epochsOfBothBranchesAreReported() {
        var clientResult = simulation(0.1, 5).play().lastRound().outcomes().get(0);
        var report = ((ClientResult.Success) clientResult).update().report();
        assertThat(report.epochs()).isEqualTo(2 + 5);
        assertThat(report.headEpochs()).isZero();
    }

    /** The velocity of the personal branch must not affect the next round of the shared branch. */
    @Test
    void sharedBranchKeepsItsVelocity() {
        Simulation<FedAvg.Server> simulation = simulation(0.1, 3);
        var federation = simulation.spec();
        ClientContext client =
                simulation.context(new Round(1), CLIENT, federation.network().allExits(), received(), Payload.empty());
        FedAvg fedAvg = new FedAvg(
                new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), context);
        try (Network both = simulation.openNetwork();
                Network shared = simulation.openNetwork()) {
            both.loadVelocity(personalBefore());
            shared.loadVelocity(personalBefore());
            ClientUpdate expected = fedAvg.train(client, shared);
            ClientUpdate update = simulation.strategy().train(client, both);

            assertThat(update.upload()).isEqualTo(expected.upload());
            assertThat(both.readVelocity(federation.layout().trainable()))
                    .isEqualTo(shared.readVelocity(federation.layout().trainable()));
        }
    }

    @Test
    void unsampledClientsKeepTheInitialModel() {
        Simulation<FedAvg.Server> simulation =
                simulation(0.1, 1).withCohortSize(1).withRounds(1);
        var result = simulation.play();
        ClientId trained = result.lastRound().exits().firstKey();
        result.personalModels().forEach((client, model) -> assertThat(
                        model.equals(simulation.spec().initial(client)))
                .as("client %s", client)
                .isEqualTo(!client.equals(trained)));
    }

    @Test
    void warnsAboutOvershootingSteps() {
        simulation(11, 1).play();
        assertThat(context.warnings()).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .startsWith("'lambda' is 11.0 and the learning rate 0.1"));
    }
}
