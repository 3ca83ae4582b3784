package org.exeunt.strategies.fedavg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FedAvgTest {
    private static FedAvg fedAvg(ExitWeights weights) {
        return new FedAvg(new FedAvg.Options(new EarlyExitLoss(weights), AggregationWeights.DATA_SIZE));
    }

    private static final FedAvg MEAN = fedAvg(ExitWeights.MEAN);

    private static ParameterSet filled(ParameterSet like, float value) {
        float[] values = new float[like.size()];
        Arrays.fill(values, value);
        return ParameterSet.of(like.blocks(), values);
    }

    private static ClientResult sent(int client, ParameterSet upload) {
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(Payload.of(upload), Payload.empty(), TrainingReport.of(1, 1, 0)));
    }

    private static ParameterSet aggregate(
            Simulation<FedAvg.Server> simulation, FedAvg.Server server, ClientResults results) {
        RoundContext round = new RoundContext(simulation.spec(), new Round(1), new TreeMap<>());
        return MEAN.aggregate(server, round, results).state().shared();
    }

    /** Returns the shared model after three rounds of two clients. */
    private static ParameterSet trained(ExitWeights weights) {
        return Simulation.of(fedAvg(weights), SyntheticFederation.draw(1, 8, 6))
                .play()
                .lastState()
                .shared();
    }

    @Test
    void weightsClientsByTheirExamples() {
        Simulation<FedAvg.Server> simulation = Simulation.of(MEAN, SyntheticFederation.draw(1, 3, 1));
        FedAvg.Server server = MEAN.initialize(simulation.spec());
        ClientResults results = new ClientResults(
                simulation.spec(), List.of(sent(1, filled(server.shared(), 5)), sent(0, filled(server.shared(), 1))));
        assertThat(aggregate(simulation, server, results)).isEqualTo(filled(server.shared(), 2));
    }

    @Test
    void headsAreAveragedOverTheirTrainers() {
        Simulation<FedAvg.Server> simulation = Simulation.of(MEAN, SyntheticFederation.draw(1, 3, 1, 4));
        var layout = simulation.spec().layout();
        FedAvg.Server server = MEAN.initialize(simulation.spec());
        ParameterSet all = server.shared();
        ClientResults results = new ClientResults(
                simulation.spec(),
                List.of(
                        sent(0, filled(all, 1).select(all.blocks().minus(layout.head(new Exit(2))))),
                        sent(1, filled(all, 5).select(all.blocks().minus(layout.head(new Exit(2))))),
                        sent(2, filled(all, 7).select(layout.backbone().union(layout.head(new Exit(3)))))));
        ParameterSet aggregated = aggregate(simulation, server, results);

        assertThat(aggregated.select(layout.backbone()).values()).containsOnly(4.5f);
        assertThat(aggregated.select(layout.head(new Exit(1))).values()).containsOnly(2f);
        assertThat(aggregated.select(layout.head(new Exit(2)))).isEqualTo(all.select(layout.head(new Exit(2))));
        assertThat(aggregated.select(layout.head(new Exit(3))).values()).containsOnly(4.5f);
    }

    @Test
    void oneFederatedStepIsOneCentralStep() {
        SyntheticFederation separate = SyntheticFederation.draw(5, 9, 5);
        LocalTraining oneStep = new LocalTraining(1, 100, 0.1, 0, 0);
        Simulation<FedAvg.Server> federated =
                Simulation.of(MEAN, separate).withRounds(1).withTraining(round -> oneStep);
        ParameterSet federatedModel = federated.play().lastState().shared();

        // one client with the examples of all clients
        SyntheticFederation pooled = new SyntheticFederation(
                separate.dataset(),
                Partition.of(
                        List.of(Partition.ClientShare.of(IntStream.range(0, 14).toArray(), new int[] {14}))));
        ParameterSet centralModel = Simulation.of(MEAN, pooled)
                .withRounds(1)
                .withTraining(round -> oneStep)
                .play()
                .lastState()
                .shared();
        double distance = ParameterMath.norm(ParameterMath.subtract(federatedModel, centralModel));
        assertThat(distance / ParameterMath.norm(centralModel)).isLessThan(1e-6);
        assertThat(centralModel).isNotEqualTo(federated.play().states().get(0).shared());
    }

    @Test
    void equalClientsAverageToOneOfThem() {
        SyntheticFederation one = SyntheticFederation.draw(5, 9);
        SyntheticFederation three = repeated(one, 3);
        // full batches, so that the order of examples does not matter
        LocalTraining wholeBatches = new LocalTraining(2, 100, 0.1, 0.9, 1e-3);
        ParameterSet alone = Simulation.of(MEAN, one)
                .withTraining(round -> wholeBatches)
                .play()
                .lastState()
                .shared();
        ParameterSet averaged = Simulation.of(MEAN, three)
                .withTraining(round -> wholeBatches)
                .play()
                .lastState()
                .shared();
        double distance = ParameterMath.norm(ParameterMath.subtract(averaged, alone));
        assertThat(distance / ParameterMath.norm(alone)).isLessThan(1e-6);
    }

    /** Returns a federation of {@code clients} clients that each have copies of the examples of one client. */
    private static SyntheticFederation repeated(SyntheticFederation one, int clients) {
        Dataset dataset = one.dataset();
        Examples train = dataset.train();
        Examples test = dataset.test();
        List<Partition.ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int first = client * dataset.train().size();
            int firstTest =
                    clients * dataset.train().size() + client * dataset.test().size();
            shares.add(Partition.ClientShare.of(
                    IntStream.range(first, first + dataset.train().size()).toArray(),
                    IntStream.range(firstTest, firstTest + dataset.test().size())
                            .toArray()));
            train = client == 0 ? train : Examples.concatenate(train, dataset.train());
            test = client == 0 ? test : Examples.concatenate(test, dataset.test());
        }
        return new SyntheticFederation(
                Dataset.of(dataset.name(), dataset.input(), dataset.classNames(), train, test, dataset.files()),
                Partition.of(shares));
    }

    @Test
    void lastOnlyEqualsTrainingTheFinalExit() {
        ParameterSet sum = Simulation.of(fedAvg(ExitWeights.SUM), SyntheticFederation.draw(1, 8, 6))
                .withCoordination(Coordination.finalExitOnly())
                .play()
                .lastState()
                .shared();
        assertThat(trained(ExitWeights.LAST_ONLY)).isEqualTo(sum);
    }

    @Test
    void exitWeightsMatchTheirFormulas() {
        Map.of(
                        ExitWeights.MEAN, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0},
                        ExitWeights.SUM, new double[] {1, 1, 1},
                        ExitWeights.LINEAR, new double[] {2 / 12.0, 4 / 12.0, 6 / 12.0},
                        ExitWeights.LAST_ONLY, new double[] {0, 0, 1})
                .forEach((weights, formula) -> assertThat(new EarlyExitLoss(weights)
                                .weights(Simulation.of(MEAN, SyntheticFederation.draw(1, 8, 6))
                                        .spec()))
                        .as(weights.name())
                        .containsExactly(formula, within(1e-15)));
    }

    @Test
    void acceptsClientsWithoutTheFinalExit() {
        assertThat(MEAN.capabilities()).contains(StrategyCapability.INACTIVE_FINAL_EXIT);
    }

    /** Clients 0 and 1 have no exit with a weight, client 2 has the final one. */
    @Test
    void clientsWithoutWeightedExitsTrainNothing() {
        SimulationResult<FedAvg.Server> result = Simulation.of(
                        fedAvg(ExitWeights.LAST_ONLY), SyntheticFederation.draw(1, 8, 6, 7))
                .withCoordination(Coordination.capped())
                .withTraining(round -> new LocalTraining(2, 4, 0.1, 0.9, 1e-4))
                .play();
        assertThat(result.lastRound().outcomes())
                .extracting(outcome ->
                        ((ClientResult.Success) outcome).update().report().epochs())
                .containsExactly(0.0, 0.0, 2.0);
    }
}
