package org.exeunt.baselines.pfedgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenCohort;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pFedGraph: its penalty, its graph, and runs. */
class PFedGraphTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(2))
            .build();
    private static final CosinePenalty ALONG_FIRST = penalty(1, 1, 0);

    private static CosinePenalty penalty(double strength, float first, float second) {
        return new CosinePenalty(strength, ParameterSet.of(LAYOUT.heads(), new float[] {first, second}));
    }

    /** Algorithms 3.10 (9). */
    @Test
    void matchesTheWorkedExample() {
        float[] gradient = new float[4];
        assertThat(ALONG_FIRST.addTo(new float[] {7, 9, 3, 4}, gradient)).isCloseTo(.6, within(1e-12));
        assertThat(gradient).containsExactly(new float[] {0, 0, .128f, -.096f}, within(1e-7f));
        assertThat(3 * gradient[2] + 4 * gradient[3]).as("along w").isCloseTo(0, within(1e-7f));
    }

    @Test
    void hasTheGradientOfItsValue() {
        CosinePenalty term = penalty(-0.8, 1.5f, -0.4f);
        float[] gradient = new float[4];
        term.addTo(new float[] {0, 0, 0.7f, -1.1f}, gradient);
        float step = 1f / 128; // exact in float32
        for (int i = 2; i < 4; i++) {
            float[] up = {0, 0, 0.7f, -1.1f};
            float[] down = up.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (term.addTo(up, new float[4]) - term.addTo(down, new float[4])) / ((double) up[i] - down[i]);
            assertThat((double) gradient[i]).as("index %d", i).isCloseTo(slope, within(1e-4));
        }
    }

    @Test
    void isZeroAtTheOrigin() {
        float[] gradient = new float[4];
        assertThat(ALONG_FIRST.addTo(new float[4], gradient)).isZero();
        assertThat(gradient).containsOnly(0);
    }

    private static final Offset<Double> EXACT = within(1e-9);
    private static final double[] P = {.5, .3, .2};

    private static double[] row(double alpha) {
        return PFedGraph.graph(new double[][] {{1, .5, -.2}}, P, alpha, .9)[0];
    }

    @ParameterizedTest
    @CsvSource({
        ".8, .75625, .24375, 0",
        ".5, .85, .15, 0",
        "5, .5566666667, .3066666667, .1366666667",
        "1e-9, 1, 0, 0",
        "1e12, .5, .3, .2"
    })
    void rowOfOneClient(double alpha, double first, double second, double third) {
        assertThat(row(alpha)).containsExactly(new double[] {first, second, third}, within(1e-9));
    }

    @Test
    void cohortWeightsMatchTheExample() {
        double[][] rows = PFedGraph.graph(new double[][] {{1, .5, -.2}, {.5, 1, .1}, {-.2, .1, 1}}, P, .8, .9);
        assertThat(rows[0]).containsExactly(new double[] {.75625, .24375, 0}, EXACT);
        assertThat(rows[1]).containsExactly(new double[] {.44375, .55625, 0}, EXACT);
        assertThat(rows[2]).containsExactly(new double[] {.1875, .175, .6375}, EXACT);
    }

    @Test
    void similarCosinesAreRoundedToOne() {
        double[][] cosines = {{1, .95, .8}};
        double[] third = {1 / 3., 1 / 3., 1 / 3.};
        assertThat(PFedGraph.graph(cosines, third, 1e-6, .9)[0])
                .as("a tie is split evenly")
                .containsExactly(new double[] {.5, .5, 0}, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"1, .8", "2, .01", "3, 100"})
    void rowsAreOnTheSimplex(long seed, double alpha) {
        RandomGenerator random = new RandomStreams(seed).stream("cosines");
        double[][] cosines = new double[6][];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = random.doubles(6, -1, 1).toArray();
        }
        double[] sixth = new double[6];
        Arrays.fill(sixth, 1 / 6.);
        for (double[] row : PFedGraph.graph(cosines, sixth, alpha, .9)) {
            assertThat(Arrays.stream(row).sum()).as("seed %d", seed).isCloseTo(1, EXACT);
            assertThat(Arrays.stream(row).min().orElseThrow()).isNotNegative();
        }
    }

    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy) {
        return Given.simulation(strategy).withRounds(4);
    }

    private static PFedGraph pFedGraph(double alpha, double lambda) {
        return new PFedGraph(
                new PFedGraph.Options(Preset.PAPER, Given.LOSS, alpha, lambda, AggregationWeights.DATA_SIZE),
                new RecordingContext());
    }

    @Test
    void modelsAreCombinedByTheGraph() {
        // cosines 1, 0 and -1 to the first client; p = (.5, .3, .2)
        GivenCohort cohort = GivenCohort.of(2, 5, 3, 2);
        AggregationResult<PFedGraph.Server> aggregated =
                cohort.aggregate(pFedGraph(.8, .01), new float[] {2, 0}, new float[] {0, 4}, new float[] {-1, 0});

        // p + cos / 1.6 = (1.125, .3, -.425), threshold .2125
        assertThat(cohort.row(aggregated, 0)).containsExactly(new double[] {.9125, .0875, 0}, EXACT);
        assertThat(aggregated.state().models().get(new ClientId(0)).values())
                .as("weighted sum of models")
                .containsExactly(1.825f, .35f);
        assertThat(aggregated.state().directions().get(new ClientId(0)).values())
                .as("weighted sum of models of norm 1")
                .containsExactly(.9125f, .0875f);
        assertThat(aggregated.relations().get("similarities").between(new ClientId(0), new ClientId(2)))
                .isEqualTo(-1);
        assertThat(aggregated.metrics()).containsEntry("quadratic-programs", 3.0);
    }

    @Test
    void changesAreRelativeToTheInitialModel() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5);
        PFedGraph.Server before = new PFedGraph.Server(
                new TreeMap<>(Map.of(new ClientId(0), cohort.vector(1, 0), new ClientId(1), cohort.vector(0, 1))),
                new TreeMap<>());
        SortedMap<ClientId, float[]> uploads =
                new TreeMap<>(Map.of(new ClientId(0), new float[] {1, 1}, new ClientId(1), new float[] {0, 2}));
        assertThat(cohort.aggregate(pFedGraph(.8, .01), before, uploads)
                        .relations()
                        .get("similarities")
                        .between(new ClientId(0), new ClientId(1)))
                .isCloseTo(Math.sqrt(.5), EXACT);
    }

    @Test
    void unchangedClientIsWeightedByDataSize() {
        GivenCohort cohort = GivenCohort.of(2, 5, 3, 2);
        AggregationResult<PFedGraph.Server> aggregated =
                cohort.aggregate(pFedGraph(.8, .01), new float[] {0, 0}, new float[] {0, 4}, new float[] {-1, 0});
        assertThat(cohort.row(aggregated, 0)).containsExactly(new double[] {.5, .3, .2}, EXACT);
        assertThat(aggregated.state().directions().get(new ClientId(0)).values())
                .as("a model of norm 0 has no direction")
                .containsExactly(-.2f, .3f);
    }

    @Test
    void infiniteAlphaEqualsFedAvg() {
        SimulationResult<FedAvg.Server> expected = simulation(Given.fedAvg()).play();
        SimulationResult<PFedGraph.Server> actual =
                simulation(pFedGraph(1e12, 0)).play();
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
    void zeroAlphaKeepsTheClientsModel() {
        SimulationResult<PFedGraph.Server> result =
                simulation(pFedGraph(1e-9, .01)).withCohortSize(3).play();
        for (SimulatedRound round : result.rounds()) {
            PFedGraph.Server after = result.states().get(round.round().number());
            round.uploads()
                    .forEach((client, upload) -> assertThat(after.models().get(client))
                            .as("round %s, client %s", round.round(), client)
                            .isEqualTo(upload.parameters(Payload.PARAMETERS)));
        }
    }

    @Test
    void cosinePenaltyStartsInRoundTwo() {
        Simulation<PFedGraph.Server> directed =
                simulation(pFedGraph(.8, .5)).withTraining(round -> new LocalTraining(1, 100, .1, 0, 0));
        SimulationResult<PFedGraph.Server> result = directed.play();
        ClientId client = new ClientId(1);
        assertThat(result.rounds().get(0).downloads().get(client).parameterSets())
                .containsOnlyKeys(Payload.PARAMETERS);
        Payload sent = result.rounds().get(1).downloads().get(client);
        Payload kept = result.rounds().get(0).kept().get(client);
        ParameterSet plain = trained(directed, client, Payload.of(sent.parameters(Payload.PARAMETERS)), kept);
        ParameterSet withPenalty = trained(directed, client, sent, kept);

        BlockSet trainable = directed.spec().layout().trainable();
        float[] gradient = new float[directed.spec().layout().size()];
        float[] parameters = new float[gradient.length];
        sent.parameters(Payload.PARAMETERS).copyToFlat(parameters);
        new CosinePenalty(-.5, sent.parameters("direction")).addTo(parameters, gradient);
        ParameterSet expected = ParameterMath.axpy(-.1, ParameterSet.fromFlat(trainable, gradient), plain);
        assertThat(withPenalty.values()).containsExactly(expected.values(), CLOSE);
        assertThat(withPenalty).isNotEqualTo(plain);
    }

    private static ParameterSet trained(
            Simulation<PFedGraph.Server> simulation, ClientId client, Payload received, Payload kept) {
        return Given.trained(simulation, simulation.context(new Round(2), client, Given.ALL, received, kept));
    }

    /** With alpha near 0 every client's aggregated model is its own. */
    @Test
    void inactiveHeadsAreTakenFromTheServer() {
        SimulationResult<PFedGraph.Server> result = simulation(pFedGraph(1e-9, .01))
                .withCoordination(Coordination.alternating())
                .play();
        BlockSet trainable = result.personalModel(0).layout().trainable();
        SimulatedRound last = result.lastRound();
        result.personalModels().forEach((client, model) -> assertThat(model.select(trainable))
                .as("client %s: what it received, with what it sent", client)
                .isEqualTo(last.downloads()
                        .get(client)
                        .parameters(Payload.PARAMETERS)
                        .with(last.uploads().get(client).parameters(Payload.PARAMETERS))));
    }
}
