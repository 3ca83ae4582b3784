package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
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
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.SimilarityVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class CafeDistillTest {
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(11, 13, 6, 9, 4);
    private static final Exit LAST = new Exit(3);
    private static final LocalTraining ONE_STEP = new LocalTraining(1, 100, 0.1, 0.9, 1e-3);

    private static Simulation<CafeDistill.Server> rehearsal(Settings settings) {
        return Simulation.of(settings.strategy(), FEDERATION)
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    private static BlockSet stages(ParameterLayout layout, int from, int to) {
        return layout.select(
                block -> block.role() == BlockRole.BACKBONE && block.depth() >= from && block.depth() <= to);
    }

    @Test
    void distillationNeverReachesTheLastStageAndTheLastHead() {
        for (TeacherMode mode : TeacherMode.values()) {
            Settings full = Settings.paper().with(s -> s.teacherMode = mode);
            // the same downloads, so that the two steps differ in the divergence alone
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

    /** All trainable parameters of client 1 after one step, taught by others: what the publisher sends after some rounds. */
    private static ParameterSet stepWithDownloadOf(Settings publisher, Settings trainer) {
        Simulation<CafeDistill.Server> rehearsal = rehearsal(publisher).withTraining(ONE_STEP);
        ClientId client = new ClientId(1);
        Payload received = publisher
                .strategy()
                .download(
                        rehearsal.play().lastState(),
                        rehearsal.facts(),
                        client,
                        rehearsal.facts().network().allExits());
        ClientContext context = rehearsal.context(new Round(1), client, ExitSet.upTo(3), received, Payload.empty());
        try (Network network = rehearsal.openNetwork()) {
            trainer.strategy().train(context, network);
            return network.read(context.layout().trainable());
        }
    }

    @Test
    void distillationMayBeKeptOutOfTheBackbone() {
        Settings headsOnly = Settings.paper().with(s -> s.kdIntoBackbone = false);
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
    void temperatureChangesWhatStudentsLearn() {
        assertThat(stepWithDownloadOf(Settings.paper(), Settings.paper().with(s -> s.temperature = 4)))
                .isNotEqualTo(stepWithDownloadOf(Settings.paper(), Settings.paper()));
    }

    @Test
    void inactiveHeadsKeepTheirBits() {
        SimulationResult<CafeDistill.Server> rehearsed = rehearsal(Settings.paper())
                .withCoordination(Coordination.finalExitOnly())
                .play();
        ParameterSet initial = rehearsal(Settings.paper()).facts().initial();
        BlockSet shallow = initial.layout().heads(ExitSet.of(1, 2));
        rehearsed.personalModels().forEach((client, model) -> {
            assertThat(model.select(shallow)).isEqualTo(initial.select(shallow));
            assertThat(model.select(initial.layout().head(LAST)))
                    .isNotEqualTo(initial.select(initial.layout().head(LAST)));
        });
    }

    @Test
    void aMixedHeadAnswersAsTheMixtureOfLogits() {
        CafeDistill.Server server =
                rehearsal(Settings.paper()).withRounds(1).play().lastState();
        ClientId client = new ClientId(0);
        List<ParameterSet> heads = List.copyOf(server.lastHeads().values());
        double[] similarities = server.lastHeads().keySet().stream()
                .mapToDouble(other -> server.similarities().between(client, other))
                .toArray();
        double[] uniform = {.25, .25, .25, .25};
        double[] weights = new org.exeunt.strategies.teachers.SimplexClosedForm().weights(similarities, .6, uniform);
        float[] feature = {.3f, -1.2f, .7f, 2f};
        double[] mixed = logits(server.teachers().get(client), feature);
        for (int c = 0; c < 4; c++) {
            double expected = 0;
            for (int j = 0; j < 4; j++) {
                expected += weights[j] * logits(heads.get(j), feature)[c];
            }
            assertThat(mixed[c]).isCloseTo(expected, within(1e-6));
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
    void fullParticipationAndStrongRegularisationGiveEverybodyTheMeanHead() {
        CafeDistill.Server server =
                rehearsal(Settings.reference().with(s -> s.mu = 1e6)).play().lastState();
        ParameterSet mean =
                ParameterMath.weightedSum(List.copyOf(server.lastHeads().values()), new double[] {.25, .25, .25, .25});
        server.teachers().values().forEach(teacher -> assertThat(teacher.values())
                .containsExactly(mean.values(), within(1e-5f)));
    }

    @Test
    void onlyTheHeadMixtureIsLeftWithOneExit() {
        Simulation<CafeDistill.Server> frozen = rehearsal(Settings.paper()).withNetwork(ToyNetworkOptions.of(5));
        Simulation<CafeDistill.Server> without =
                rehearsal(Settings.paper().with(s -> s.lambda = 0)).withNetwork(ToyNetworkOptions.of(5));
        assertThat(frozen.play().personalModels()).isEqualTo(without.play().personalModels());
    }

    @Test
    void sendsBackboneAndLastHeadBothWays() {
        for (Settings settings : List.of(Settings.paper(), Settings.reference())) {
            Simulation<CafeDistill.Server> rehearsal = rehearsal(settings);
            ParameterLayout layout = rehearsal.facts().layout();
            long scalars = layout.backbone().size() + layout.head(LAST).size();
            rehearsal.play().rounds().forEach(round -> {
                round.uploads().values().forEach(upload -> assertThat(upload.scalars())
                        .isEqualTo(scalars));
                round.downloads().values().forEach(down -> assertThat(down.scalars())
                        .isEqualTo(scalars));
            });
        }
    }

    @Test
    void solvesOneProgramAClient() {
        for (SimulatedRound round :
                rehearsal(Settings.paper()).withCohortSize(3).play().rounds()) {
            assertThat(round.metrics()).containsEntry("quadratic-programs", 3.0);
        }
    }

    @Test
    void anEnsembleCostsEveryTeacherThatCounts() {
        Simulation<CafeDistill.Server> rehearsal =
                rehearsal(Settings.paper().with(s -> s.teacherMode = TeacherMode.ENSEMBLE));
        SimulationResult<CafeDistill.Server> rehearsed = rehearsal.play();
        ParameterLayout layout = rehearsal.facts().layout();
        int last = rehearsed.rounds().size() - 1;
        rehearsed.states().get(last).mixtures().forEach((client, weights) -> {
            int teachers = weights.positive().size();
            assertThat(rehearsed.rounds().get(last).downloads().get(client).scalars())
                    .isEqualTo(layout.backbone().size()
                            + teachers * (layout.head(LAST).size() + 1L));
        });
        assertThat(rehearsed.lastState().teachers()).isEmpty();
    }

    @Test
    void anEnsembleTeachesSomethingElseThanTheMixedHead() {
        // from round 2 on, when teachers differ
        assertThat(rehearsal(Settings.paper().with(s -> s.teacherMode = TeacherMode.ENSEMBLE))
                        .play()
                        .lastState()
                        .backbone())
                .isNotEqualTo(rehearsal(Settings.paper()).play().lastState().backbone());
    }

    @Test
    void rowsOfWeightsLieOnTheSimplex() {
        for (QuadraticProgram form : QuadraticProgram.values()) {
            rehearsal(Settings.paper().with(s -> {
                        s.teacherMode = TeacherMode.ENSEMBLE;
                        s.quadraticProgram = form;
                    }))
                    .play()
                    .states()
                    .forEach(server -> server.mixtures().forEach((client, weights) -> {
                        assertThat(weights.positive().values()).allMatch(weight -> weight > 0 && weight <= 1);
                        assertThat(weights.positive().values().stream()
                                        .mapToDouble(weight -> weight)
                                        .sum())
                                .as("%s, client %s", form, client)
                                .isCloseTo(1, within(1e-9));
                    }));
        }
    }

    @Test
    void programAndVectorChangeTeachersAlone() {
        CafeDistill.Server paper =
                rehearsal(Settings.paper()).withRounds(1).play().lastState();
        List<Settings> variants = new ArrayList<>();
        variants.add(Settings.paper().with(s -> s.quadraticProgram = QuadraticProgram.SIMILARITY_L2_DATA_SIZE));
        variants.add(Settings.paper().with(s -> s.quadraticProgram = QuadraticProgram.DISTANCE_L2));
        variants.add(Settings.paper().with(s -> s.simVector = SimilarityVector.LAST_HEAD_PARAMETERS));
        variants.add(Settings.paper().with(s -> s.simVector = SimilarityVector.SAME_DEPTH_PARAMETERS));
        variants.add(Settings.paper().with(s -> s.mu = 5));
        for (Settings variant : variants) {
            CafeDistill.Server other = rehearsal(variant).withRounds(1).play().lastState();
            assertThat(other.backbone()).isEqualTo(paper.backbone());
            assertThat(other.lastHeads()).isEqualTo(paper.lastHeads());
            assertThat(other.teachers()).as("%s", variant.options()).isNotEqualTo(paper.teachers());
        }
    }

    @Test
    void similarityIsThatOfTheChangesOfTheFinalHead() {
        CafeDistill.Server server =
                rehearsal(Settings.paper()).withRounds(1).play().lastState();
        ParameterSet initial = rehearsal(Settings.paper()).facts().initial();
        ParameterSet before = initial.select(initial.layout().head(LAST));
        SortedMap<ClientId, ParameterSet> heads = server.lastHeads();
        ClientId one = new ClientId(0);
        ClientId other = new ClientId(2);
        assertThat(server.similarities().between(one, other))
                .isEqualTo(ParameterMath.cosine(
                        ParameterMath.subtract(heads.get(one), before),
                        ParameterMath.subtract(heads.get(other), before)));
        assertThat(server.similarities().between(one, one)).isEqualTo(1);
        assertThat(server.similarities().toTeacher(one))
                .isEqualTo(
                        ParameterMath.cosine(heads.get(one), server.teachers().get(one)));
    }

    @Test
    void cachedTeachersAreThoseOfEveryoneWhoEverTrained() {
        Settings cached = Settings.paper().with(s -> {
            s.teacherPool = TeacherPool.ALL_CACHED;
            s.teacherMode = TeacherMode.ENSEMBLE;
            s.mu = 100;
        });
        Settings sampled = Settings.paper().with(s -> {
            s.teacherMode = TeacherMode.ENSEMBLE;
            s.mu = 100;
        });
        for (Settings settings : List.of(cached, sampled)) {
            SimulationResult<CafeDistill.Server> rehearsed =
                    rehearsal(settings).withCohortSize(1).withRounds(6).play();
            CafeDistill.Server server = rehearsed.lastState();
            ClientId last = rehearsed.lastRound().exits().firstKey();
            assertThat(server.lastHeads()).hasSizeGreaterThan(1);
            assertThat(server.mixtures().get(last).positive().keySet())
                    .isEqualTo(
                            settings == cached
                                    ? server.lastHeads().keySet()
                                    : rehearsed.lastRound().exits().keySet());
        }
    }

    @Test
    void overwritingPutsTheTeacherInThePlaceOfTheLastHead() {
        SimulationResult<CafeDistill.Server> reference =
                rehearsal(Settings.reference()).play();
        SimulationResult<CafeDistill.Server> paper = rehearsal(Settings.paper()).play();
        reference.personalModels().forEach((client, model) -> assertThat(
                        model.select(model.layout().head(LAST)))
                .isEqualTo(reference.lastState().teachers().get(client)));
        paper.personalModels().forEach((client, model) -> assertThat(
                        model.select(model.layout().head(LAST)))
                .isEqualTo(paper.lastState().lastHeads().get(client)));
    }

    @Test
    void anOverwrittenHeadLosesItsVelocityAndNothingElseDoes() {
        for (Settings settings : List.of(Settings.paper(), Settings.reference())) {
            Simulation<CafeDistill.Server> rehearsal =
                    rehearsal(settings).withTraining(new LocalTraining(0, 4, 0.1, 0.9, 0));
            CafeDistill strategy = settings.strategy();
            ClientId client = new ClientId(0);
            Payload received = strategy.download(
                    strategy.initialize(rehearsal.facts()),
                    rehearsal.facts(),
                    client,
                    rehearsal.facts().network().allExits());
            ClientContext context = rehearsal.context(new Round(1), client, ExitSet.upTo(3), received, Payload.empty());
            try (Network network = rehearsal.openNetwork()) {
                ParameterSet velocity =
                        rehearsal.facts().initial().select(context.layout().trainable());
                network.loadVelocity(velocity);
                strategy.train(context, network);
                BlockSet head = context.layout().head(LAST);
                BlockSet rest = context.layout().trainable().minus(head);
                assertThat(network.readVelocity(rest)).isEqualTo(velocity.select(rest));
                assertThat(network.readVelocity(head).equals(ParameterSet.zeros(head)))
                        .isEqualTo(settings.options().teacherMode() == TeacherMode.OVERWRITE_LAST);
            }
        }
    }

    @Test
    void aClientNeverInACohortIsTaughtByItsInitialHead() {
        Simulation<CafeDistill.Server> rehearsal =
                rehearsal(Settings.reference()).withOwnInitialHeads();
        CafeDistill strategy = Settings.reference().strategy();
        ClientId client = new ClientId(3);
        Payload received = strategy.download(
                strategy.initialize(rehearsal.facts()),
                rehearsal.facts(),
                client,
                rehearsal.facts().network().allExits());
        BlockSet head = rehearsal.facts().layout().head(LAST);
        assertThat(received.parameters().orElseThrow().select(head))
                .isEqualTo(rehearsal.facts().initial(client).select(head));
    }

    @Test
    void theReferenceRemembersTheDepthOfTheLastLesson() {
        Simulation<CafeDistill.Server> rehearsal = rehearsal(Settings.reference());
        CafeDistill strategy = Settings.reference().strategy();
        ClientId client = new ClientId(0);
        Payload received = strategy.download(
                strategy.initialize(rehearsal.facts()),
                rehearsal.facts(),
                client,
                rehearsal.facts().network().allExits());
        Payload kept = Payload.empty();
        for (ExitSet exits : List.of(ExitSet.upTo(3), ExitSet.of(3))) {
            ClientContext context = rehearsal.context(new Round(1), client, exits, received, kept);
            try (Network network = rehearsal.openNetwork()) {
                ClientUpdate update = strategy.train(context, network);
                kept = update.state();
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
    void refusesDistancesOfPairsNeverCompared() {
        Settings contradiction = Settings.paper().with(s -> {
            s.quadraticProgram = QuadraticProgram.DISTANCE_L2;
            s.teacherPool = TeacherPool.ALL_CACHED;
        });
        assertThatThrownBy(contradiction::strategy).hasMessageContaining("use teacher-pool sampled");
    }

    @Test
    void teachersAreMixedByTheRecordedWeightsBeforeClientsDistil() {
        Simulation<CafeDistill.Server> rehearsal =
                rehearsal(Settings.paper().with(s -> s.mu = 1)).withRounds(2).withTraining(ONE_STEP);
        SimulationResult<CafeDistill.Server> rehearsed = rehearsal.play();
        SimulatedRound first = rehearsed.rounds().get(0);
        SimulatedRound second = rehearsed.rounds().get(1);
        SortedMap<ClientId, SortedMap<ClientId, Double>> weights =
                first.relations().get("teacher-weights").rows();
        BlockSet head = rehearsal.facts().layout().head(LAST);

        weights.forEach((client, row) -> {
            assertThat(row.values().stream().mapToDouble(Double::doubleValue).sum())
                    .as("weights of client %s", client)
                    .isCloseTo(1, within(1e-12));
            assertThat(row).as("teachers of client %s beside itself", client).hasSizeGreaterThan(1);
            List<ParameterSet> heads = row.keySet().stream()
                    .map(other -> first.uploads()
                            .get(other)
                            .parameters(Payload.PARAMETERS)
                            .select(head))
                    .toList();
            double[] shares =
                    row.values().stream().mapToDouble(Double::doubleValue).toArray();
            ParameterSet mixed = ParameterMath.weightedSum(heads, shares);
            ParameterSet sent = second.downloads().get(client).parameterSets().entrySet().stream()
                    .filter(set -> !set.getKey().equals(Payload.PARAMETERS))
                    .map(java.util.Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            assertThat(sent.values())
                    .as("teacher of client %s in round 2", client)
                    .containsExactly(mixed.values(), org.assertj.core.data.Offset.offset(1e-6f));
        });
        assertOrderMatters(rehearsal, rehearsed);
    }

    /** A client taught by the head of before the mixing ends with another network. */
    private static void assertOrderMatters(
            Simulation<CafeDistill.Server> rehearsal, SimulationResult<CafeDistill.Server> rehearsed) {
        ClientId client = new ClientId(2);
        SimulatedRound second = rehearsed.rounds().get(1);
        Payload mixedFirst = second.downloads().get(client);
        CafeDistill.Server before = rehearsed.states().get(0);
        Payload unmixed = rehearsal
                .strategy()
                .download(before, rehearsal.facts(), client, second.exits().get(client));
        Payload swapped = mixedFirst;
        for (var set : unmixed.parameterSets().entrySet()) {
            swapped = set.getKey().equals(Payload.PARAMETERS) ? swapped : swapped.with(set.getKey(), set.getValue());
        }
        Payload kept = rehearsed.rounds().get(0).kept().get(client);
        ExitSet all = rehearsal.facts().network().allExits();
        ClientContext asSpecified = rehearsal.context(second.round(), client, all, mixedFirst, kept);
        ClientContext inTheOtherOrder = rehearsal.context(second.round(), client, all, swapped, kept);
        try (Network network = rehearsal.openNetwork()) {
            ParameterSet right = rehearsal
                    .strategy()
                    .train(asSpecified, network)
                    .upload()
                    .parameters()
                    .orElseThrow();
            network.resetVelocity(network.facts().layout().all());
            ParameterSet wrong = rehearsal
                    .strategy()
                    .train(inTheOtherOrder, network)
                    .upload()
                    .parameters()
                    .orElseThrow();
            assertThat(right).isNotEqualTo(wrong);
        }
    }
}
