package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.run.ServerOptimizerConfig;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.Threshold;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strategies that train, draw and aggregate groups of clients on the server. */
class ServerSideTest {
    @TempDir
    Path folder;

    private final RunBuilder run = new RunBuilder();
    private final List<String> draws = new ArrayList<>();

    /** Trains the aggregate of two groups on the server, and sends each client other noise. */
    private final class Serving extends SharedBlocks {
        Serving() {
            super(ParameterLayout::trainable);
            supporting(StrategyCapability.AGGREGATORS, StrategyCapability.SERVER_OPTIMIZER);
        }

        @Override
        public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
            long drawn = federation.stream("noise").nextLong();
            draws.add(client + " " + drawn);
            return super.download(state, federation, client, exits).with("noise", new float[] {drawn});
        }

        @Override
        public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
            ParameterSet next = state.shared();
            for (int parity = 0; parity < 2; parity++) {
                int odd = parity;
                next = results.group("parity " + odd, (client, update) -> client.index() % 2 == odd)
                        .aggregate(next, AggregationWeights.DATA_SIZE);
            }
            assertThat(round.examples().size()).isEqualTo(20);
            assertThat(round.federation().serverExamples()).isEqualTo(20);
            try (Network network = round.network()) {
                assertThat(network.readVelocity(next.blocks())).isEqualTo(ParameterSet.zeros(next.blocks()));
                network.load(round.federation().initial().with(next));
                Objective loss = Objective.earlyExit(next.blocks(), ExitSet.of(1), new double[] {1, 0, 0});
                Objective heads = loss.restrictedTo(next.layout().heads());
                loss = loss.with(
                        new TrainableNetwork("second", round.federation().initial(), heads));
                LocalTraining step = new LocalTraining(2, 7, 0.1, 0.9, 0);
                network.train(loss, round.examples(), step, round.stream("batches"));
                network.infer(round.examples(), new Threshold(0));
                network.forward(round.examples(), pass -> {});
                return AggregationResult.of(new Server(network.read(next.blocks())));
            }
        }
    }

    /** Configures clients of whom the last is new, and a server with 20 examples. */
    private RunOptions serving() {
        run.partitioner = (dataset, random) ->
                new Partition(Blobs.growing(6).partition(dataset, random).clients(), new int[0], Blobs.range(200, 20));
        run.newClients = 1;
        run.strategy = new Serving();
        run.serverOptimizer = Optional.of(new ServerOptimizerConfig(
                ServerOptimizerConfig.Kind.FEDAVGM, Optional.of(0.5), 0.9, Optional.empty(), Optional.empty()));
        return RunOptions.onDisk(folder, folder.resolve("runs"), () -> 0);
    }

    @Test
    void recordsTheMacsOfTheServer() {
        run.network = ToyNetworkOptions.of(4, 4, 4);
        NetworkSpec network =
                new ToyEngine().design(run.network, InputShape.vector(4), 3).spec();
        long shallow = network.costOfLeavingAt(new Exit(1)).orElseThrow().count();
        long head = network.headMacs().get(0).count();
        long deep = network.costOfLeavingAt(new Exit(3)).orElseThrow().count();
        assertThat(run.execute(serving()).rounds()).hasSize(3).allSatisfy(round -> assertThat(round.metrics())
                .as("two epochs of three passes, those of a second network whose head is trained, "
                        + "a pass up to the first exit, and a whole one")
                .containsEntry("server-macs", 20.0 * (2 * 3 * shallow + 2 * (shallow + 2 * head) + shallow + deep)));
    }

    @Test
    void downloadsHaveStreamsOfTheirRoundAndClient() {
        run.execute(serving());
        List<String> drawn = draws.stream().distinct().toList();
        assertThat(drawn)
                .as("a trial, three cohorts of two of five clients, and three evaluations of six")
                .hasSize(1 + 3 * 2 + 3 * 6);
        assertThat(drawn.stream().map(each -> each.split(" ")[1])).doesNotHaveDuplicates();
    }

    @Test
    void resumedRunsHaveTheSameFiles() throws IOException {
        RunOptions options = serving();
        Path finished = run.execute(options).directory().orElseThrow();
        Map<String, String> whole = RunOnDiskTest.contents(finished);
        assertThat(whole.get("partition.json"))
                .contains("\"server\": ["
                        + String.join(
                                ",",
                                IntStream.range(200, 220)
                                        .mapToObj(String::valueOf)
                                        .toList()) + "]");
        int[] calls = {0};
        assertThatThrownBy(() -> run.execute(
                        options.withStartMode(RunOptions.StartMode.RERUN).withStop(() -> ++calls[0] == 3)))
                .hasMessageContaining("after round 2");
        assertThat(RunOnDiskTest.contents(run.execute(options.withStartMode(RunOptions.StartMode.RESUME))
                        .directory()
                        .orElseThrow()))
                .isEqualTo(whole);
    }
}
