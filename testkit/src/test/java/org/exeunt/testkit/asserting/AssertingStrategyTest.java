package org.exeunt.testkit.asserting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.Trace;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testkit.strategy.BrokenStrategies;
import org.exeunt.testkit.strategy.PersonalHeads;
import org.junit.jupiter.api.Test;

class AssertingStrategyTest {
    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy) {
        return Simulation.of(new AssertingStrategy<>(strategy), SyntheticFederation.draw(5, 9, 6, 8))
                .withNetwork(ToyNetworkOptions.of(5, 4).withBuffers());
    }

    private static void assertBreaks(Strategy<?> strategy, String... words) {
        assertThatThrownBy(() -> simulation(strategy).play())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void wrappingDoesNotChangeResults() {
        SyntheticFederation federation = SyntheticFederation.draw(5, 9, 6, 8);
        var expected = Simulation.of(new PersonalHeads(), federation).play();
        var asserted = Simulation.of(new AssertingStrategy<>(new PersonalHeads()), federation)
                .withWorkers(3)
                .withDesign(AssertingEngine.around(new ToyEngine()
                        .design(
                                ToyNetworkOptions.of(6, 5, 4),
                                federation.dataset().input(),
                                federation.dataset().classes())))
                .play();
        assertThat(Trace.of(expected.states()).firstDifference(Trace.of(asserted.states())))
                .isEmpty();
        assertThat(asserted.personalModels()).isEqualTo(expected.personalModels());
    }

    @Test
    void reportsAModifiedState() {
        assertBreaks(new BrokenStrategies.ModifiesItsState(), "S1", "aggregate", "round 1", "lastSeen");
    }

    @Test
    void reportsADownloadThatIsNotPure() {
        assertBreaks(new BrokenStrategies.CountsDownloads(), "S2", "download", "client 0");
    }

    @Test
    void reportsUseOfANetworkAfterTheCall() {
        AtomicReference<Network> kept = new AtomicReference<>();
        assertBreaks(
                new PersonalHeads() {
                    @Override
                    public ClientUpdate train(ClientContext client, Network network) {
                        Network before = kept.getAndSet(network);
                        return super.train(client, before == null ? network : before);
                    }
                },
                "network is used after the call of train");
    }

    @Test
    void reportsUseOfAForwardPassAfterTheCall() {
        AtomicReference<ForwardPass> kept = new AtomicReference<>();
        assertBreaks(
                new PersonalHeads() {
                    @Override
                    protected Objective objective(ClientContext client) {
                        return super.objective(client).with(pass -> {
                            ForwardPass before = kept.getAndSet(pass);
                            return before == null ? 0 : 0 * before.size();
                        });
                    }
                },
                "forward pass is used after the call");
    }

    @Test
    void reportsALossThatChangesLogits() {
        assertBreaks(
                new PersonalHeads() {
                    @Override
                    protected Objective objective(ClientContext client) {
                        return super.objective(client).with(pass -> pass.logits(new Exit(1))[0]++);
                    }
                },
                "logits of exit 1");
    }

    @Test
    void reportsNonFiniteMetrics() {
        assertBreaks(
                new PersonalHeads() {
                    @Override
                    public AggregationResult<Server> aggregate(
                            Server server, RoundContext round, ClientResults results) {
                        return AggregationResult.of(
                                super.aggregate(server, round, results).state(), Map.of("drift", 0 / 0.0));
                    }
                },
                "S10",
                "'drift'",
                "round 1");
    }

    @Test
    void reportsUploadsOfAnotherNetwork() {
        ParameterLayout other = new ToyEngine()
                .design(ToyNetworkOptions.of(2), InputShape.vector(2), 2)
                .spec()
                .layout();
        assertBreaks(
                new PersonalHeads() {
                    @Override
                    protected Payload upload(ParameterLayout layout, Network network) {
                        return super.upload(layout, network).with("more", ParameterSet.zeros(other.all()));
                    }
                },
                "S9",
                "'more' of another network");
    }

    @Test
    void reportsAggregationWithoutDownload() {
        Simulation<PersonalHeads.Server> simulation = simulation(new PersonalHeads());
        Strategy<PersonalHeads.Server> strategy = simulation.strategy();
        PersonalHeads.Server server = strategy.initialize(simulation.spec());
        ClientId client = new ClientId(0);
        ExitSet exits = ExitSet.upTo(2);
        Payload received = strategy.download(server, simulation.spec(), client, exits);
        ClientUpdate update;
        try (Network network = simulation.openNetwork()) {
            update =
                    strategy.train(simulation.context(new Round(1), client, exits, received, Payload.empty()), network);
        }
        ClientId dropout = new ClientId(1); // it failed before it was sent anything
        ClientResults results = new ClientResults(
                simulation.spec(),
                List.of(
                        new ClientResult.Success(client, update),
                        new ClientResult.Failure(dropout, "simulated dropout")));
        Map<ClientId, ExitSet> cohort = Map.of(client, exits, dropout, exits);
        strategy.aggregate(server, round(simulation, 1, cohort), results);
        assertThatThrownBy(() -> strategy.aggregate(server, round(simulation, 2, cohort), results))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("The caller is wrong", "client 0", "round 2");
        strategy.download(server, simulation.spec(), client, exits);
        assertThatThrownBy(() -> strategy.aggregate(server, round(simulation, 1, cohort), results))
                .hasMessageContaining("round 1 is aggregated after round 1");
    }

    private static RoundContext round(Simulation<?> simulation, int number, Map<ClientId, ExitSet> cohort) {
        return new RoundContext(simulation.spec(), new Round(number), new TreeMap<>(cohort));
    }
}
