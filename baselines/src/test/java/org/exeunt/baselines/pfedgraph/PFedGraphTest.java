package org.exeunt.baselines.pfedgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.objective.CosinePenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.GivenCohort;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.CosineSign;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.EvaluateAt;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Origin;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Vector;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PFedGraphTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();

    private static <S extends Record> Simulation<S> rehearsal(Strategy<S> strategy) {
        return Simulation.of(strategy, FEDERATION).withNetwork(NETWORK).withRounds(4);
    }

    private static Simulation<PFedGraph.Server> rehearsal(java.util.function.Consumer<Settings> change) {
        return rehearsal(Settings.of(change).strategy());
    }

    @Test
    void mixesTheCohortByItsGraph() {
        // cosines 1, 0 and -1 to the first client; p = (.5, .3, .2)
        GivenCohort cohort = GivenCohort.of(2, 5, 3, 2);
        AggregationResult<PFedGraph.Server> merged = cohort.merge(
                Settings.of(s -> {}).strategy(), new float[] {2, 0}, new float[] {0, 4}, new float[] {-1, 0});

        // p + cos / 1.6 = (1.125, .3, -.425), threshold .2125
        assertThat(cohort.row(merged, 0)).containsExactly(new double[] {.9125, .0875, 0}, EXACT);
        assertThat(merged.state().models().get(new ClientId(0)).values())
                .as("the un-normalised mixture")
                .containsExactly(1.825f, .35f);
        assertThat(merged.state().directions().get(new ClientId(0)).values())
                .as("the mixture of models of length 1")
                .containsExactly(.9125f, .0875f);
        assertThat(merged.relations().get("similarities").between(new ClientId(0), new ClientId(2)))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Origin.class)
    void changesAreCountedFromTheirBase(Origin base) {
        GivenCohort cohort = GivenCohort.of(2, 5, 5);
        PFedGraph strategy = Settings.of(s -> s.base = base).strategy();
        PFedGraph.Server before = new PFedGraph.Server(
                new TreeMap<>(Map.of(new ClientId(0), cohort.vector(1, 0), new ClientId(1), cohort.vector(0, 1))),
                new TreeMap<>());
        SortedMap<ClientId, float[]> uploads =
                new TreeMap<>(Map.of(new ClientId(0), new float[] {1, 1}, new ClientId(1), new float[] {0, 2}));
        double cosine = cohort.merge(strategy, before, uploads)
                .relations()
                .get("similarities")
                .between(new ClientId(0), new ClientId(1));
        assertThat(cosine).isCloseTo(base == Origin.ROUND_START ? 1 : Math.sqrt(.5), EXACT);
    }

    @Test
    void aClientThatDidNotMoveIsLikeNobodyAndKeepsToSizes() {
        GivenCohort cohort = GivenCohort.of(2, 5, 3, 2);
        AggregationResult<PFedGraph.Server> merged = cohort.merge(
                Settings.of(s -> {}).strategy(), new float[] {0, 0}, new float[] {0, 4}, new float[] {-1, 0});
        assertThat(cohort.row(merged, 0)).containsExactly(new double[] {.5, .3, .2}, EXACT);
        assertThat(merged.state().directions().get(new ClientId(0)).values())
                .as("a network of length 0 has no direction")
                .containsExactly(-.2f, .3f);
    }

    @Test
    void withInfiniteAlphaEveryMixtureIsFedAvgs() {
        FedAvg fedAvg = (FedAvg) new FedAvg.Plugin()
                .create(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        new RecordingContext());
        SimulationResult<FedAvg.Server> expected = rehearsal(fedAvg).play();
        SimulationResult<PFedGraph.Server> actual = rehearsal((Settings s) -> {
                    s.alpha = 1e12;
                    s.lambda = 0;
                })
                .play();
        for (int t = 1; t <= 4; t++) {
            ParameterSet average = expected.states().get(t).shared();
            actual.states().get(t).models().forEach((client, model) -> assertThat(model.values())
                    .as("client %s", client)
                    .containsExactly(average.values(), CLOSE));
        }
        expected.personalModels().forEach((client, model) -> assertThat(
                        actual.personalModels().get(client).values())
                .as("personal model of client %s", client)
                .containsExactly(model.values(), CLOSE));
    }

    @Test
    void withAlphaNearZeroEveryClientKeepsItsModel() {
        SimulationResult<PFedGraph.Server> rehearsed = rehearsal((Settings s) -> {
                    s.alpha = 1e-9;
                    s.snap = false;
                })
                .withCohortSize(3)
                .play();
        for (SimulatedRound round : rehearsed.rounds()) {
            PFedGraph.Server after = rehearsed.states().get(round.round().number());
            round.uploads()
                    .forEach((client, upload) -> assertThat(after.models().get(client))
                            .as("round %s, client %s", round.round(), client)
                            .isEqualTo(upload.parameters(Payload.PARAMETERS)));
        }
    }

    @Test
    void everyRowIsOnTheSimplex() {
        for (Vector vector : Vector.values()) {
            for (SimulatedRound round :
                    rehearsal((Settings s) -> s.vector = vector).play().rounds()) {
                assertThat(round.metrics()).containsEntry("quadratic-programs", 4.0);
                round.relations().get("collaboration-weights").rows().forEach((client, row) -> {
                    assertThat(row.values().stream().mapToDouble(w -> w).sum())
                            .as("%s, round %s, client %s", vector, round.round(), client)
                            .isCloseTo(1, EXACT);
                    assertThat(row.values()).allSatisfy(w -> assertThat(w).isNotNegative());
                });
            }
        }
    }

    @Test
    void headsAloneAreComparedIfAsked() {
        Simulation<PFedGraph.Server> rehearsal = rehearsal((Settings s) -> s.vector = Vector.HEADS_ONLY);
        SimulationResult<PFedGraph.Server> rehearsed = rehearsal.play();
        BlockSet heads = rehearsal.facts().layout().heads();
        SimulatedRound first = rehearsed.rounds().get(0);
        double expected = ParameterMath.cosine(change(rehearsal, first, 0, heads), change(rehearsal, first, 1, heads));
        assertThat(first.relations().get("similarities").between(new ClientId(0), new ClientId(1)))
                .isCloseTo(expected, EXACT);
    }

    private static ParameterSet change(Simulation<?> rehearsal, SimulatedRound round, int client, BlockSet blocks) {
        ParameterSet upload = round.uploads().get(new ClientId(client)).parameters(Payload.PARAMETERS);
        return ParameterMath.subtract(
                upload.select(blocks),
                rehearsal.facts().initial(new ClientId(client)).select(blocks));
    }

    @Test
    void theDirectionalTermIsAsComputedByHand() {
        GivenCohort plane = GivenCohort.of(2, 1);
        float[] gradient = new float[2];
        double value = new CosinePenalty(1, plane.vector(1, 0)).addTo(new float[] {3, 4}, gradient);
        assertThat(value).isCloseTo(.6, EXACT);
        assertThat(gradient).containsExactly(new float[] {.128f, -.096f}, CLOSE);
        assertThat(gradient[0] * 3 + gradient[1] * 4).isCloseTo(0, CLOSE);
    }

    @ParameterizedTest
    @EnumSource(CosineSign.class)
    void theFirstRoundIsPlainAndLaterOnesArePulledOrPushed(CosineSign sign) {
        Simulation<PFedGraph.Server> directed = rehearsal((Settings s) -> {
                    s.lambda = .5;
                    s.cosSign = sign;
                })
                .withTraining(new LocalTraining(1, 100, .1, 0, 0));
        SimulationResult<PFedGraph.Server> rehearsed = directed.play();
        ClientId client = new ClientId(1);
        assertThat(rehearsed.rounds().get(0).downloads().get(client).parameterSets())
                .containsOnlyKeys(Payload.PARAMETERS);
        SimulatedRound second = rehearsed.rounds().get(1);
        Payload sent = second.downloads().get(client);
        Payload kept = rehearsed.rounds().get(0).kept().get(client);
        ParameterSet plain = trained(directed, client, Payload.of(sent.parameters(Payload.PARAMETERS)), kept);
        ParameterSet pulled = trained(directed, client, sent, kept);

        BlockSet trainable = directed.facts().layout().trainable();
        float[] gradient = new float[directed.facts().layout().size()];
        float[] parameters = new float[gradient.length];
        sent.parameters(Payload.PARAMETERS).copyToFlat(parameters);
        double strength = sign == CosineSign.ATTRACT ? -.5 : .5;
        new CosinePenalty(strength, sent.parameters("direction")).addTo(parameters, gradient);
        ParameterSet expected = ParameterMath.axpy(-.1, ParameterSet.fromFlat(trainable, gradient), plain);
        assertThat(pulled.values()).containsExactly(expected.values(), CLOSE);
        assertThat(pulled).isNotEqualTo(plain);
    }

    private static ParameterSet trained(
            Simulation<PFedGraph.Server> rehearsal, ClientId client, Payload received, Payload kept) {
        try (var network = rehearsal.openNetwork()) {
            return rehearsal
                    .strategy()
                    .train(rehearsal.context(new Round(2), client, ExitSet.upTo(3), received, kept), network)
                    .upload()
                    .parameters(Payload.PARAMETERS);
        }
    }

    @Test
    void headsThatDoNotLearnAreMixedAsTheServerKnowsThem() {
        SimulationResult<PFedGraph.Server> rehearsed = rehearsal((Settings s) -> {
                    s.alpha = 1e-9;
                    s.snap = false;
                    s.evalAt = EvaluateAt.AFTER_LOCAL;
                })
                .withCoordination(Coordination.alternating())
                .play();
        rehearsed.lastState().models().forEach((client, model) -> assertThat(model)
                .as("client %s: what the server thinks and what the client has", client)
                .isEqualTo(rehearsed
                        .lastRound()
                        .kept()
                        .get(client)
                        .parameters(Payload.PARAMETERS)
                        .select(model.blocks())));
    }

    @Test
    void evaluatesTheModelThatIsAskedFor() {
        for (EvaluateAt evalAt : EvaluateAt.values()) {
            SimulationResult<PFedGraph.Server> rehearsed =
                    rehearsal((Settings s) -> s.evalAt = evalAt).play();
            BlockSet trainable = rehearsed.personalModel(0).layout().trainable();
            rehearsed.personalModels().forEach((client, model) -> assertThat(model.select(trainable))
                    .isEqualTo(
                            evalAt == EvaluateAt.AFTER_AGGREGATION
                                    ? rehearsed.lastState().models().get(client)
                                    : rehearsed
                                            .lastRound()
                                            .uploads()
                                            .get(client)
                                            .parameters(Payload.PARAMETERS)));
        }
    }
}
