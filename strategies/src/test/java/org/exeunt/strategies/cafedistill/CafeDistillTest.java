package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherExit;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.strategies.simplex.Simplex;
import org.exeunt.testkit.contract.StrategyContract;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CafeDistillTest {
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(11, 13, 6, 9, 4);
    private static final Exit LAST = new Exit(3);
    private static final LocalTraining ONE_STEP = new LocalTraining(1, 100, 0.1, 0.9, 1e-3);

    private static Simulation<CafeDistill.Server> simulation(Settings settings) {
        return Simulation.of(settings.strategy(), FEDERATION)
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    /** Returns what the server sends before its first aggregation. */
    private static Payload first(Simulation<CafeDistill.Server> simulation, ClientId client) {
        return download(simulation, simulation.strategy().initialize(simulation.spec()), client);
    }

    private static Payload download(
            Simulation<CafeDistill.Server> simulation, CafeDistill.Server server, ClientId client) {
        return simulation.strategy().download(server, simulation.spec(), client, ExitSet.upTo(3));
    }

    private static CafeDistill.Server afterOneRound(Settings settings) {
        return simulation(settings).withRounds(1).play().lastState();
    }

    private static BlockSet stages(ParameterLayout layout, int from, int to) {
        return layout.select(
                block -> block.role() == BlockRole.BACKBONE && block.depth() >= from && block.depth() <= to);
    }

    @Test
    void distillationSparesFinalStageAndHead() {
        for (TeacherMode mode : TeacherMode.values()) {
            Settings full = Settings.paper().with(s -> s.teacherMode = mode);
            // same downloads, so that the two steps differ only in the divergence
            Settings without = Settings.paper().with(s -> {
                s.teacherMode = mode;
                s.lambda = 1e-30;
            });
            ParameterSet with = stepWithDownloadOf(full, full);
            ParameterSet almostWithout = stepWithDownloadOf(full, without);
            BlockSet last = with.layout().head(LAST).union(stages(with.layout(), 3, 3));
            assertThat(with.select(last)).as(mode.name()).isEqualTo(almostWithout.select(last));
            for (int k = 1; k <= 2; k++) {
                BlockSet stage = stages(with.layout(), k, k);
                assertThat(with.select(stage)).as("%s, stage %d", mode, k).isNotEqualTo(almostWithout.select(stage));
            }
        }
    }

    /** Returns the trainable parameters of client 1 after one step with the publisher's download after some rounds. */
    private static ParameterSet stepWithDownloadOf(Settings publisher, Settings trainer) {
        Simulation<CafeDistill.Server> simulation = simulation(publisher).withTraining(round -> ONE_STEP);
        ClientId client = new ClientId(1);
        Payload received = download(simulation, simulation.play().lastState(), client);
        ClientContext context = simulation.context(new Round(1), client, ExitSet.upTo(3), received, Payload.empty());
        try (Network network = simulation.openNetwork()) {
            trainer.strategy().train(context, network);
            return network.read(context.layout().trainable());
        }
    }

    @Test
    void distillationCanSkipTheBackbone() {
        Settings headsOnly = Settings.paper().with(s -> s.distillIntoBackbone = false);
        ParameterSet step = stepWithDownloadOf(Settings.paper(), headsOnly);
        ParameterSet none =
                stepWithDownloadOf(Settings.paper(), Settings.paper().with(s -> s.lambda = 0));
        ParameterLayout layout = step.layout();
        assertThat(step.select(layout.backbone())).isEqualTo(none.select(layout.backbone()));
        for (int k = 1; k <= 2; k++) {
            BlockSet head = layout.head(new Exit(k));
            assertThat(step.select(head)).isNotEqualTo(none.select(head));
        }
    }

    @Test
    void combinedHeadGivesCombinedLogits() {
        CafeDistill.Server server = afterOneRound(Settings.paper());
        ClientId client = new ClientId(0);
        List<ParameterSet> heads = List.copyOf(server.lastHeads().values());
        double[] similarities = server.lastHeads().keySet().stream()
                .mapToDouble(other -> server.similarities().between(client, other))
                .toArray();
        double[] uniform = {.25, .25, .25, .25};
        double[] weights = Simplex.weights(similarities, .6, uniform);
        float[] feature = {.3f, -1.2f, .7f, 2f};
        double[] combined = logits(server.teachers().get(client), feature);
        for (int c = 0; c < 4; c++) {
            double expected = 0;
            for (int j = 0; j < 4; j++) {
                expected += weights[j] * logits(heads.get(j), feature)[c];
            }
            assertThat(combined[c]).isCloseTo(expected, within(1e-6));
        }
        assertThat(java.util.Arrays.stream(weights)).anyMatch(weight -> weight > 0 && weight < 1);
    }

    /** Logits of a linear head: weights [classes, features], then biases. */
    private static double[] logits(ParameterSet head, float[] feature) {
        float[] values = head.values();
        double[] logits = new double[4];
        for (int c = 0; c < 4; c++) {
            logits[c] = values[4 * feature.length + c];
            for (int f = 0; f < feature.length; f++) {
                logits[c] += values[c * feature.length + f] * feature[f];
            }
        }
        return logits;
    }

    @Test
    void oneExitLeavesNothingToDistil() {
        Simulation<CafeDistill.Server> frozen = simulation(Settings.paper()).withNetwork(ToyNetworkOptions.of(5));
        Simulation<CafeDistill.Server> without =
                simulation(Settings.paper().with(s -> s.lambda = 0)).withNetwork(ToyNetworkOptions.of(5));
        assertThat(frozen.play().personalModels()).isEqualTo(without.play().personalModels());
    }

    @Test
    void solvesOneProgramPerClient() {
        for (SimulatedRound round :
                simulation(Settings.paper()).withCohortSize(3).play().rounds()) {
            assertThat(round.metrics()).containsEntry("quadratic-programs", 3.0);
        }
    }

    @Test
    void ensembleSendsEveryWeightedTeacher() {
        Simulation<CafeDistill.Server> simulation =
                simulation(Settings.paper().with(s -> s.teacherMode = TeacherMode.ENSEMBLE));
        SimulationResult<CafeDistill.Server> result = simulation.play();
        ParameterLayout layout = simulation.spec().layout();
        int last = result.rounds().size() - 1;
        result.states().get(last).teacherWeights().forEach((client, weights) -> {
            int teachers = weights.positive().size();
            assertThat(result.rounds().get(last).downloads().get(client).scalars())
                    .isEqualTo(layout.backbone().size()
                            + teachers * (layout.head(LAST).size() + 1L));
        });
        assertThat(result.lastState().teachers()).isEmpty();
    }

    @Test
    void teacherWeightsAreOnTheSimplex() {
        simulation(Settings.paper().with(s -> s.teacherMode = TeacherMode.ENSEMBLE))
                .play()
                .states()
                .forEach(server -> server.teacherWeights().forEach((client, weights) -> {
                    assertThat(weights.positive().values()).allMatch(weight -> weight > 0 && weight <= 1);
                    assertThat(weights.positive().values().stream()
                                    .mapToDouble(weight -> weight)
                                    .sum())
                            .as("client %s", client)
                            .isCloseTo(1, within(1e-9));
                }));
    }

    @Test
    void muChangesOnlyTeachers() {
        CafeDistill.Server paper = afterOneRound(Settings.paper());
        CafeDistill.Server other = afterOneRound(Settings.paper().with(s -> s.mu = 5));
        assertThat(other.backbone()).isEqualTo(paper.backbone());
        assertThat(other.lastHeads()).isEqualTo(paper.lastHeads());
        assertThat(other.teachers()).isNotEqualTo(paper.teachers());
    }

    @Test
    void similarityComparesFinalHeadChanges() {
        CafeDistill.Server server = afterOneRound(Settings.paper());
        ParameterSet initial = simulation(Settings.paper()).spec().initial();
        ParameterSet before = initial.select(initial.layout().head(LAST));
        SortedMap<ClientId, ParameterSet> heads = server.lastHeads();
        ClientId one = new ClientId(0);
        ClientId other = new ClientId(2);
        assertThat(server.similarities().between(one, other))
                .isEqualTo(ParameterMath.cosine(
                        ParameterMath.subtract(heads.get(one), before),
                        ParameterMath.subtract(heads.get(other), before)));
        assertThat(server.similarities().between(one, one)).isEqualTo(1);
    }

    @Test
    void cachedTeachersIncludeAllTrainedClients() {
        for (TeacherPool pool : TeacherPool.values()) {
            Settings settings = Settings.paper().with(s -> {
                s.teacherPool = pool;
                s.teacherMode = TeacherMode.ENSEMBLE;
                s.mu = 100;
            });
            SimulationResult<CafeDistill.Server> result =
                    simulation(settings).withCohortSize(1).withRounds(6).play();
            CafeDistill.Server server = result.lastState();
            ClientId last = result.lastRound().exits().firstKey();
            assertThat(server.lastHeads()).hasSizeGreaterThan(1);
            assertThat(server.teacherWeights().get(last).positive().keySet())
                    .isEqualTo(
                            pool == TeacherPool.ALL_CACHED
                                    ? server.lastHeads().keySet()
                                    : result.lastRound().exits().keySet());
        }
    }

    @Test
    void overwriteModeReplacesTheFinalHead() {
        for (Settings settings : List.of(Settings.reference(), Settings.paper())) {
            SimulationResult<CafeDistill.Server> result = simulation(settings).play();
            SortedMap<ClientId, ParameterSet> heads = settings.teacherMode == TeacherMode.OVERWRITE_LAST
                    ? result.lastState().teachers()
                    : result.lastState().lastHeads();
            result.personalModels()
                    .forEach((client, model) ->
                            assertThat(model.select(model.layout().head(LAST))).isEqualTo(heads.get(client)));
        }
    }

    @Test
    void overwrittenHeadAloneLosesItsVelocity() {
        Settings overwriting = Settings.paper().with(s -> s.teacherMode = TeacherMode.OVERWRITE_LAST);
        for (Settings settings : List.of(Settings.paper(), overwriting, Settings.reference())) {
            Simulation<CafeDistill.Server> simulation =
                    simulation(settings).withTraining(round -> new LocalTraining(0, 4, 0.1, 0.9, 0));
            ClientId client = new ClientId(0);
            ClientContext context = simulation.context(
                    new Round(1), client, ExitSet.upTo(3), first(simulation, client), Payload.empty());
            try (Network network = simulation.openNetwork()) {
                ParameterSet velocity =
                        simulation.spec().initial().select(context.layout().trainable());
                network.loadVelocity(velocity);
                simulation.strategy().train(context, network);
                BlockSet head = context.layout().head(LAST);
                BlockSet rest = context.layout().trainable().minus(head);
                assertThat(network.readVelocity(rest)).isEqualTo(velocity.select(rest));
                assertThat(network.readVelocity(head).equals(ParameterSet.zeros(head)))
                        .as("the reference keeps it")
                        .isEqualTo(settings == overwriting);
            }
        }
    }

    /** The second client's teacher contains the first one's, which has overwritten the uploaded head. */
    @Test
    void referenceMixesTeachersOneAfterTheOther() {
        SimulationResult<CafeDistill.Server> result = simulation(
                        Settings.reference().with(s -> s.mu = 100))
                .withRounds(1)
                .play();
        BlockSet head = result.lastState().backbone().layout().head(LAST);
        List<ParameterSet> current = new ArrayList<>(result.lastRound().uploads().values().stream()
                .map(upload -> upload.parameters(Payload.PARAMETERS).select(head))
                .toList());
        List<ParameterSet> uploaded = List.copyOf(current);
        List<ClientId> cohort = List.copyOf(result.lastRound().uploads().keySet());
        int i = 0;
        for (ClientId client : cohort) {
            double[] weights = cohort.stream()
                    .mapToDouble(other -> result.lastRound()
                            .relations()
                            .get("teacher-weights")
                            .between(client, other))
                    .toArray();
            current.set(i, ParameterMath.weightedSum(current, weights));
            assertThat(result.lastState().teachers().get(client)).isEqualTo(current.get(i));
            assertThat(current.get(i).equals(ParameterMath.weightedSum(uploaded, weights)))
                    .isEqualTo(i == 0);
            i++;
        }
    }

    @Test
    void initialHeadIsTheFirstTeacher() {
        Simulation<CafeDistill.Server> simulation =
                simulation(Settings.reference()).withOwnInitialHeads();
        ClientId client = new ClientId(3);
        Payload received = first(simulation, client);
        BlockSet head = simulation.spec().layout().head(LAST);
        assertThat(received.parameters().orElseThrow().select(head))
                .isEqualTo(simulation.spec().initial(client).select(head));
    }

    @Test
    void referenceKeepsTheLastDepth() {
        Simulation<CafeDistill.Server> simulation = simulation(Settings.reference());
        ClientId client = new ClientId(0);
        Payload received = first(simulation, client);
        Payload kept = Payload.empty();
        for (ExitSet exits : List.of(ExitSet.upTo(3), ExitSet.of(3))) {
            ClientContext context = simulation.context(new Round(1), client, exits, received, kept);
            try (Network network = simulation.openNetwork()) {
                kept = simulation.strategy().train(context, network).state();
            }
            assertThat(kept.vector("depth")).containsExactly(2);
        }
    }

    @Test
    void presetsNameTheirCoordination() {
        assertThat(Settings.paper().strategy().defaultCoordination()).isEqualTo("progressive-depth");
        assertThat(Settings.reference().strategy().defaultCoordination()).isEqualTo("least-conflict");
    }

    @Test
    void teachersHaveTheRecordedWeights() {
        Simulation<CafeDistill.Server> simulation =
                simulation(Settings.paper().with(s -> s.mu = 1)).withRounds(2).withTraining(round -> ONE_STEP);
        SimulationResult<CafeDistill.Server> result = simulation.play();
        SimulatedRound first = result.rounds().get(0);
        SimulatedRound second = result.rounds().get(1);
        SortedMap<ClientId, SortedMap<ClientId, Double>> weights =
                first.relations().get("teacher-weights").rows();
        BlockSet head = simulation.spec().layout().head(LAST);

        weights.forEach((client, row) -> {
            assertThat(row.values().stream().mapToDouble(Double::doubleValue).sum())
                    .as("weights of client %s", client)
                    .isCloseTo(1, within(1e-12));
            assertThat(row).as("number of teachers of client %s", client).hasSizeGreaterThan(1);
            List<ParameterSet> heads = row.keySet().stream()
                    .map(other -> first.uploads()
                            .get(other)
                            .parameters()
                            .orElseThrow()
                            .select(head))
                    .toList();
            double[] rowWeights =
                    row.values().stream().mapToDouble(Double::doubleValue).toArray();
            ParameterSet combined = ParameterMath.weightedSum(heads, rowWeights);
            ParameterSet sent = second.downloads().get(client).parameterSets().entrySet().stream()
                    .filter(set -> !set.getKey().equals(Payload.PARAMETERS))
                    .map(java.util.Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            assertThat(sent.values())
                    .as("teacher of client %s in round 2", client)
                    .containsExactly(combined.values(), org.assertj.core.data.Offset.offset(1e-6f));
        });
    }

    /** Clients 0 and 3 hold exit 1, client 1 exits 1 and 2, client 2 the whole network. */
    @Test
    void theDeepestExitHeldTeachesClientsOfTheSameDepth() {
        for (TeacherMode mode : TeacherMode.values()) {
            Simulation<CafeDistill.Server> simulation = simulation(
                            Settings.paper().with(s -> {
                                s.teacherMode = mode;
                                s.teacherExit = TeacherExit.DEEPEST_HELD;
                                s.mu = 100;
                            }))
                    .withCoordination(Coordination.capped())
                    .withRounds(2);
            SimulationResult<CafeDistill.Server> result = simulation.play();
            ParameterLayout layout = simulation.spec().layout();
            SimulatedRound first = result.rounds().get(0);
            SimulatedRound second = result.rounds().get(1);
            first.exits().forEach((client, exits) -> {
                Exit deepest = new Exit(exits.deepest());
                BlockSet held = layout.stages(exits.deepest()).union(layout.head(deepest));
                assertThat(first.uploads()
                                .get(client)
                                .parameters(Payload.PARAMETERS)
                                .blocks())
                        .isEqualTo(held);
                SortedMap<ClientId, Double> weights =
                        first.relations().get("teacher-weights").rows().get(client);
                assertThat(weights.keySet())
                        .allMatch(other -> first.exits().get(other).equals(exits))
                        .hasSize(client.index() % 3 == 0 ? 2 : 1);
                if (mode == TeacherMode.ENSEMBLE) {
                    // none of the client's teachers has the final head
                    Payload deeper = simulation
                            .strategy()
                            .download(result.states().get(1), simulation.spec(), client, ExitSet.upTo(3));
                    assertThat(TeacherPayload.heads(deeper, new Exit(3)))
                            .hasSize(exits.deepest() < 3 ? 1 : weights.size());
                } else {
                    ParameterSet expected = ParameterMath.weightedSum(
                            weights.keySet().stream()
                                    .map(other -> first.uploads()
                                            .get(other)
                                            .parameters(Payload.PARAMETERS)
                                            .select(layout.head(deepest)))
                                    .toList(),
                            weights.values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray());
                    ParameterSet sent = second.downloads().get(client).parameterSets().values().stream()
                            .filter(set -> set.blocks().containsAll(layout.head(deepest)))
                            .findFirst()
                            .orElseThrow();
                    assertThat(sent.select(layout.head(deepest))).isEqualTo(expected);
                }
            });
        }
    }

    /** A client of two exits trains as in a network that has only these, with its teacher at the second. */
    @Test
    void aShallowClientLearnsFromItsDeepestExit() {
        Settings deepest = Settings.paper().with(s -> s.teacherExit = TeacherExit.DEEPEST_HELD);
        Simulation<CafeDistill.Server> whole =
                simulation(deepest).withTraining(round -> ONE_STEP).withNetwork(ToyNetworkOptions.of(6, 5, 4));
        Simulation<CafeDistill.Server> shallow =
                simulation(Settings.paper()).withTraining(round -> ONE_STEP).withNetwork(ToyNetworkOptions.of(6, 5));
        ClientId client = new ClientId(1);
        ExitSet held = ExitSet.upTo(2);
        ParameterSet initial = whole.spec().initial();
        ParameterLayout layout = shallow.spec().layout();
        ParameterSet start = ParameterSet.of(
                layout.all(), initial.select(initial.layout().prefix(2)).values());
        Payload wholeDownload =
                whole.strategy().download(whole.strategy().initialize(whole.spec()), whole.spec(), client, held);
        ParameterSet wholeStep;
        try (Network network = whole.openNetwork()) {
            whole.strategy().train(whole.context(new Round(1), client, held, wholeDownload, Payload.empty()), network);
            wholeStep = network.read(initial.layout().all());
        }
        Payload shallowDownload = TeacherPayload.with(
                Payload.of(start.select(layout.backbone())), start.select(layout.head(new Exit(2))));
        try (Network network = shallow.openNetwork()) {
            shallow.strategy()
                    .train(
                            shallow.context(
                                    new Round(1),
                                    client,
                                    held,
                                    shallowDownload,
                                    Payload.of(start.select(layout.heads()))),
                            network);
            assertThat(network.read(layout.all()).values())
                    .isEqualTo(wholeStep.select(initial.layout().prefix(2)).values())
                    .isNotEqualTo(start.values());
        }
        assertThat(wholeStep.select(
                        initial.layout().all().minus(initial.layout().prefix(2))))
                .isEqualTo(initial.select(
                        initial.layout().all().minus(initial.layout().prefix(2))));
    }

    @Nested
    class Contract extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return Stream.of(
                            Settings.paper(),
                            Settings.reference(),
                            Settings.paper().with(s -> s.teacherPool = TeacherPool.ALL_CACHED),
                            Settings.paper().with(s -> s.teacherExit = TeacherExit.DEEPEST_HELD),
                            Settings.reference().with(s -> s.teacherExit = TeacherExit.DEEPEST_HELD))
                    .map(settings -> new StrategyPlugins()
                            .<Strategy<?>>choose(Strategy.class, "cafedistill", settings.options()))
                    .toList();
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.backbone().union(layout.head(new Exit(layout.exits())));
        }

        /** Heads of inactive exits are sent, too. */
        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return mayLeave(options, federation.layout()).size();
        }

        @Override
        protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            return federation.layout().backbone().size()
                    + federation.layout().head(federation.network().finalExit()).size();
        }
    }
}
