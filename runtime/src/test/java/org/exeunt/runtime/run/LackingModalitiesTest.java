package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.run.ModalitiesConfig;
import org.exeunt.config.run.ModalitiesConfig.Kind;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/** Runs in which clients or examples lack one of two modalities, 'left' of features 1 and 2 and 'right' of 3 and 4. */
class LackingModalitiesTest {
    private static final Map<String, String> BLOCKS = Map.of("left", "stage2/W", "right", "stage3/W");

    private final RunBuilder run = new RunBuilder();
    private final Recording strategy = new Recording();

    /**
     * A design with a block per modality, and running statistics of the left one. No initial value is 0. The gradients
     * of its blocks are never 0 by themselves.
     */
    private static final class TwoModalities extends ForwardingDesign {
        TwoModalities(NetworkDesign design) {
            super(design);
        }

        @Override
        public List<Modality> modalities() {
            return List.of(
                    new Modality(
                            "left",
                            List.of(0, 1),
                            block(BLOCKS.get("left")).union(spec().layout().buffers())),
                    new Modality("right", List.of(2, 3), block(BLOCKS.get("right"))));
        }

        private BlockSet block(String name) {
            return spec().layout().select(block -> block.name().equals(name));
        }

        @Override
        public ParameterSet initialParameters(RandomGenerator random) {
            float[] values = super.initialParameters(random).values();
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.01f;
            }
            return ParameterSet.of(spec().layout().all(), values);
        }
    }

    /** Averages all blocks, and records what it is given. */
    private static final class Recording extends SharedBlocks {
        final Map<ClientId, Set<String>> zeroed = new ConcurrentHashMap<>();
        final Map<ClientId, Set<String>> sentUp = new HashMap<>();
        Set<StrategyCapability> capabilities =
                Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.ABSENT_BLOCKS);

        Recording() {
            super(layout -> layout.trainable());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            assertThat(client.received()
                            .parameters()
                            .orElseThrow()
                            .blocks()
                            .containsAll(client.layout().trainable()))
                    .as("a complete payload")
                    .isTrue();
            Set<String> absent = absent(client.examples());
            zeroed.put(client.id(), absent);
            ClientUpdate update = super.train(client, network);
            for (Map.Entry<String, String> block : BLOCKS.entrySet()) {
                BlockSet blocks = client.layout().select(each -> each.name().equals(block.getValue()));
                ParameterSet initial = client.federation().initial(client.id()).select(blocks);
                if (absent.contains(block.getKey())) {
                    assertThat(client.parameters().select(blocks)).isEqualTo(initial);
                    assertThat(network.read(blocks)).isEqualTo(initial);
                } else {
                    assertThat(network.read(blocks)).isNotEqualTo(initial);
                }
            }
            return update;
        }

        /** Returns the modalities that are 0 in all examples. */
        private static Set<String> absent(Examples examples) {
            boolean[] present = new boolean[2];
            for (int i = 0; i < examples.size(); i++) {
                boolean[] has = present(examples, i);
                present[0] |= has[0];
                present[1] |= has[1];
            }
            Set<String> absent = new HashSet<>(BLOCKS.keySet());
            absent.removeIf(name -> present[name.equals("left") ? 0 : 1]);
            return absent;
        }

        @Override
        public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
            results.updates().forEach((client, update) -> {
                Set<String> names = new HashSet<>();
                update.upload().parameters().orElseThrow().blocks().blocks().forEach(block -> names.add(block.name()));
                sentUp.put(client, names);
            });
            ParameterSet shared = results.aggregate(state.shared(), AggregationWeights.DATA_SIZE);
            for (Block block : shared.blocks().blocks()) {
                assertMean(shared, block, round, results);
            }
            return AggregationResult.of(new Server(shared));
        }

        /** Checks that a block is the mean over the clients that uploaded it, weighted by their examples. */
        private static void assertMean(ParameterSet shared, Block block, RoundContext round, ClientResults results) {
            BlockSet blocks = shared.layout().select(block::equals);
            double[] sum = new double[block.size()];
            double weights = 0;
            for (Map.Entry<ClientId, ClientUpdate> each : results.updates().entrySet()) {
                ParameterSet upload = each.getValue().upload().parameters(Payload.PARAMETERS);
                if (upload.blocks().containsAll(blocks)) {
                    int examples = round.federation()
                            .clients()
                            .get(each.getKey().index())
                            .trainExamples();
                    float[] values = upload.select(blocks).values();
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += (double) examples * values[i];
                    }
                    weights += examples;
                }
            }
            float[] mean = shared.select(blocks).values();
            for (int i = 0; i < sum.length; i++) {
                assertThat((double) mean[i]).as(block.name()).isCloseTo(sum[i] / weights, within(1e-6));
            }
        }

        @Override
        public Set<StrategyCapability> capabilities() {
            return capabilities;
        }
    }

    private static boolean[] present(Examples examples, int index) {
        float[] x = new float[4];
        examples.copyTo(index, x, 0);
        return new boolean[] {x[0] != 0 || x[1] != 0, x[2] != 0 || x[3] != 0};
    }

    private static ModalitiesConfig thirds() {
        return new ModalitiesConfig(
                List.of(
                        new Kind(0.333, List.of("left")),
                        new Kind(0.333, List.of("right")),
                        new Kind(0.334, List.of("right", "left"))),
                0);
    }

    private RunResult execute(ModalitiesConfig modalities) {
        Engine<ToyNetworkOptions> linear = run.engine;
        run.engine = (options, input, classes) -> new TwoModalities(linear.design(options, input, classes));
        run.modalities = Optional.of(modalities);
        run.participation = 1;
        run.strategy = strategy;
        return run.execute();
    }

    @Test
    void blocksAreAveragedOverTheClientsThatHaveThem() {
        assertThat(execute(thirds()).rounds()).hasSize(3).allSatisfy(round -> assertThat(round.failures())
                .isEmpty());
        assertThat(strategy.zeroed.values())
                .as("two of six clients of each kind")
                .containsExactlyInAnyOrder(
                        Set.of("left"), Set.of("left"), Set.of("right"), Set.of("right"), Set.of(), Set.of());
        strategy.sentUp.forEach(
                (client, blocks) -> BLOCKS.forEach((modality, block) -> assertThat(blocks.contains(block))
                        .as("%s of client %s in the upload", block, client)
                        .isEqualTo(!strategy.zeroed.get(client).contains(modality))));
    }

    /** Checked by the recording strategy. */
    @Test
    void averagedStatisticsLeaveAbsentWeightsAlone() {
        run.runningStatistics = TrainingConfig.RunningStatistics.AVERAGE;
        assertThat(execute(thirds()).rounds()).hasSize(3).allSatisfy(round -> assertThat(round.failures())
                .isEmpty());
    }

    @Test
    void examplesLackModalitiesAtTheRate() {
        int[] counts = new int[4];
        int[] examples = {0};
        Map<ClientId, List<String>> drawn = new HashMap<>();
        SharedBlocks counting = SharedBlocks.everything().modifyingUpdates(client -> {
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < client.examples().size(); i++) {
                boolean[] has = present(client.examples(), i);
                int kind = (has[0] ? 1 : 0) + (has[1] ? 2 : 0);
                counts[kind]++;
                pattern.append(kind);
                examples[0]++;
            }
            drawn.computeIfAbsent(client.id(), id -> new ArrayList<>()).add(pattern.toString());
            return update -> update;
        });
        Engine<ToyNetworkOptions> linear = run.engine;
        run.engine = (options, input, classes) -> new TwoModalities(linear.design(options, input, classes));
        run.modalities = Optional.of(new ModalitiesConfig(List.of(), 0.3));
        run.participation = 1;
        run.clients = 20;
        run.dataset = Blobs.source(500);
        run.strategy = counting;
        run.execute();

        double[] expected = {0.3 * 0.3, 0.7 * 0.3, 0.3 * 0.7, 0.7 * 0.7};
        for (int kind = 0; kind < 4; kind++) {
            assertThat((double) counts[kind] / examples[0])
                    .as("kind %d of %s", kind, Arrays.toString(counts))
                    .isCloseTo(expected[kind], within(0.08));
        }
        assertThat(drawn).hasSize(20);
        drawn.forEach((client, rounds) ->
                assertThat(Set.copyOf(rounds)).as("the same in every round").hasSize(1));
    }

    @Test
    void strategiesThatNeedAllBlocksAreRefused() {
        strategy.capabilities = Set.of(StrategyCapability.INACTIVE_EXITS);
        assertThatThrownBy(() -> execute(thirds()))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("modalities.clients", "strategy 'double' does not support");
        run.engine = new RunBuilder().engine;
        ModalitiesConfig all = new ModalitiesConfig(List.of(new Kind(1, List.of("left", "right"))), 0);
        assertThat(execute(all).rounds()).hasSize(3);
    }

    @Test
    void configurationsAreChecked() {
        assertThatThrownBy(() -> new ModalitiesConfig(List.of(new Kind(0.5, List.of("left"))), 0))
                .hasMessageContaining("sum to 0.5; expected 1");
        assertThatThrownBy(() -> new Kind(0.5, List.of("left", "left"))).hasMessageContaining("each name once");
        assertThatThrownBy(() -> execute(new ModalitiesConfig(List.of(new Kind(1, List.of("middle"))), 0)))
                .hasMessageContainingAll("unknown in the section: [middle]", "[left, right]");
        run.modalities = Optional.of(thirds());
        run.engine = new RunBuilder().engine;
        assertThatThrownBy(() -> run.execute())
                .hasMessageContainingAll("modalities: the network has the modalities []");
    }
}
