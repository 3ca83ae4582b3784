package org.exeunt.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedamp.FedAmp;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.fedrod.FedRod;
import org.exeunt.baselines.pfedgraph.CosinePenalty;
import org.exeunt.baselines.pfedgraph.PFedGraph;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

/** What methods compute with the preset {@code reference}, by the code of the CAFEDistill comparison. */
class ReferencePresetsTest {
    private static final Offset<Float> CLOSE = Offset.offset(3e-6f);
    private static final ClientId CLIENT = new ClientId(1);
    private static final RecordingContext CONTEXT = new RecordingContext();

    private static final FedRod FED_ROD = (FedRod) new BaselinePlugins()
            .<Strategy<?>>choose(
                    Strategy.class,
                    "fedrod",
                    new FedRod.Options(
                            Preset.REFERENCE, Given.AVERAGING, 1, 0, false, 5, .3, FedRod.Evaluate.CORRECTION))
            .create(CONTEXT);

    private static PFedGraph pFedGraph(double lambda) {
        return (PFedGraph) new BaselinePlugins()
                .<Strategy<?>>choose(
                        Strategy.class,
                        "pfedgraph",
                        new PFedGraph.Options(Preset.REFERENCE, Given.LOSS, .8, lambda, AggregationWeights.DATA_SIZE))
                .create(CONTEXT);
    }

    /** The generic branch comes first; psi then takes five epochs at its own rate, on frozen features. */
    @Test
    void fedRodTrainsItsCorrectionAfterwards() {
        Simulation<FedAvg.Server> simulation = Given.simulation(FED_ROD)
                .withOwnInitialHeads()
                .withTraining(round -> new LocalTraining(1, 100, .1, .5, 1e-2));
        ParameterLayout layout = simulation.spec().layout();
        ClientContext client = Given.context(simulation, 3, CLIENT, Given.ALL, Payload.empty());
        ClientUpdate update = Given.train(simulation, client);
        ParameterSet psi = simulation.spec().initial(CLIENT).select(layout.heads());
        try (Network network = simulation.openNetwork()) {
            network.load(client.parameters());
            network.load(Given.uploaded(update));
            network.load(update.state().parameters().orElseThrow());
            for (Exit exit : Given.ALL) {
                SoftmaxRegression regression = new SoftmaxRegression(network, exit, client.examples());
                ParameterSet expected = psi.select(layout.head(exit));
                double[] velocity = new double[expected.size()];
                for (int step = 0; step < 5; step++) {
                    expected = regression.step(expected, 1 / 3.0, velocity, new LocalTraining(1, 100, .3, .5, 1e-2));
                }
                assertThat(update.state()
                                .parameters("personal-heads")
                                .select(layout.head(exit))
                                .values())
                        .as("exit %s", exit)
                        .containsExactly(expected.values(), CLOSE);
            }
        }
        assertThat(update.report().epochs()).isEqualTo(6);
        assertThat(update.report().headEpochs()).isEqualTo(5);
    }

    @Test
    void fedRodAnswersWithTheCorrectionOnTheClientsOwnBackbone() {
        SimulationResult<FedAvg.Server> result =
                Given.simulation(FED_ROD).withCohortSize(2).withRounds(2).play();
        result.lastRound().uploads().keySet().forEach(client -> {
            Payload kept = result.lastRound().kept().get(client);
            ParameterSet model = result.personalModels().get(client);
            BlockSet backbone = model.layout().backbone();
            BlockSet heads = model.layout().heads();
            assertThat(model.select(heads)).isEqualTo(kept.parameters("personal-heads"));
            assertThat(model.select(backbone))
                    .isEqualTo(result.lastRound()
                            .uploads()
                            .get(client)
                            .parameters(Payload.PARAMETERS)
                            .select(backbone))
                    .isNotEqualTo(result.lastState().shared().select(backbone));
        });
    }

    /** Stages that a client did not train in its last round are those of an earlier one. */
    @Test
    void fedRodKeepsStagesThatAreNotTrained() {
        Simulation<FedAvg.Server> simulation = Given.simulation(FED_ROD);
        ClientContext whole = Given.context(simulation, 1, CLIENT, Given.ALL, Payload.empty());
        Payload kept = Given.train(simulation, whole).state();
        ClientContext shallow = Given.context(simulation, 2, CLIENT, ExitSet.of(1), kept);
        ParameterSet before = kept.parameters("own-backbone");
        ParameterSet after = Given.train(simulation, shallow).state().parameters("own-backbone");
        BlockSet trained = before.layout().stages(1);
        BlockSet others = before.blocks().minus(trained);
        assertThat(after.select(others)).isEqualTo(before.select(others));
        assertThat(after.select(trained)).isNotEqualTo(before.select(trained));
    }

    /** A pull of 0.05 towards the anchor at every distance: f(v) = 0 from v = 3 with anchor 1 at rate 1. */
    @Test
    void proximalTermsAreNotSquared() {
        ProximalPenalty term = new ProximalPenalty(.1, Given.vector(1, 1), false);
        float[] gradient = new float[2];
        assertThat(term.addTo(new float[] {4, 5}, gradient)).isCloseTo(.25, within(1e-12));
        assertThat(gradient).containsExactly(new float[] {.03f, .04f}, within(1e-7f));
        assertThat(term.addTo(new float[] {1, 1}, gradient)).isZero();
        assertThat(gradient).containsExactly(new float[] {.03f, .04f}, within(1e-7f));
    }

    /** Each client's heads stay its own initial ones; a copy is fine-tuned only after the last round. */
    @Test
    void fedBabuFreezesUnlikeHeadsAndFineTunesOnce() {
        FedBabu.Options options = new FedBabu.Options(Preset.REFERENCE, Given.AVERAGING, 3, false, false);
        Simulation<FedBabu.Server> simulation =
                Given.simulation(new FedBabu(options)).withOwnInitialHeads().withRounds(4);
        ParameterLayout layout = simulation.spec().layout();
        for (int round : new int[] {3, 4}) {
            for (int i = 0; i < 2; i++) {
                ClientId id = new ClientId(i);
                ClientContext client = Given.context(simulation, round, id, Given.ALL, Payload.empty());
                ParameterSet own = simulation.spec().initial(id).select(layout.heads());
                try (Network network = simulation.openNetwork()) {
                    simulation.strategy().train(client, network);
                    assertThat(network.read(layout.heads())).isEqualTo(own);
                    simulation.strategy().personalise(client, network);
                    assertThat(network.read(layout.heads()).equals(own))
                            .as("not fine-tuned after round %d of 4", round)
                            .isEqualTo(round < 4);
                }
            }
        }
        assertThat(simulation.spec().initial(new ClientId(0)))
                .isNotEqualTo(simulation.spec().initial(new ClientId(1)));
    }

    @Test
    void dittoPullsEquallyAtEveryDistance() {
        Simulation<FedAvg.Server> pulled = ditto(.2);
        ClientContext client = Given.context(pulled, 1, CLIENT, Given.ALL, Payload.empty());
        ParameterSet start = pulled.spec().initial(CLIENT);
        Payload kept = Payload.of(start.select(start.layout().buffers()))
                .with("personal", pulled.withSeed(99).spec().initial());
        client = pulled.context(new Round(2), CLIENT, Given.ALL, client.received(), kept);
        BlockSet blocks = start.layout().trainable();
        ParameterSet with =
                Given.train(pulled, client).state().parameters("personal").select(blocks);
        ParameterSet without =
                Given.train(ditto(0), client).state().parameters("personal").select(blocks);
        assertThat(ParameterMath.norm(ParameterMath.subtract(with, without)))
                .as("rate 0.1, strength 0.2 / 2")
                .isCloseTo(.01, within(1e-6));
    }

    private static Simulation<FedAvg.Server> ditto(double lambda) {
        Ditto.Options options = new Ditto.Options(Preset.REFERENCE, Given.AVERAGING, lambda, false, 1);
        return Given.oneStep(
                (Ditto) new BaselinePlugins()
                        .<Strategy<?>>choose(Strategy.class, "ditto", options)
                        .create(CONTEXT),
                .1);
    }

    /** Clients start from unlike heads and are evaluated with the cloud models that the server has given them. */
    @Test
    void fedAmpEvaluatesCloudModels() {
        FedAmp.Options options = new FedAmp.Options(Preset.REFERENCE, Given.LOSS, 10, .5, 1, false);
        FedAmp strategy = (FedAmp) new BaselinePlugins()
                .<Strategy<?>>choose(Strategy.class, "fedamp", options)
                .create(CONTEXT);
        Simulation<FedAmp.Server> simulation = Given.simulation(strategy).withOwnInitialHeads();
        SimulationResult<FedAmp.Server> result = simulation.play();
        result.personalModels().forEach((client, model) -> {
            ParameterSet cloud = result.lastState().clouds().get(client);
            assertThat(model.select(cloud.blocks())).isEqualTo(cloud);
            assertThat(result.rounds().get(0).downloads().get(client).parameters(Payload.PARAMETERS))
                    .isEqualTo(simulation.spec().initial(client).select(cloud.blocks()));
        });
    }

    @Test
    void pFedGraphCombinesModelsOfUnitNorm() {
        GivenCohort cohort = GivenCohort.of(2, 5, 3, 2);
        AggregationResult<PFedGraph.Server> aggregated =
                cohort.aggregate(pFedGraph(.01), new float[] {2, 0}, new float[] {0, 4}, new float[] {-1, 0});
        assertThat(aggregated.state().models().get(new ClientId(0)).values()).containsExactly(.9125f, .0875f);
        assertThat(aggregated.state().directions()).isEmpty();
        PFedGraph.Server before = new PFedGraph.Server(
                new TreeMap<>(Map.of(new ClientId(0), cohort.vector(1, 0), new ClientId(1), cohort.vector(0, 1))),
                new TreeMap<>());
        SortedMap<ClientId, float[]> uploads =
                new TreeMap<>(Map.of(new ClientId(0), new float[] {1, 1}, new ClientId(1), new float[] {0, 2}));
        assertThat(cohort.aggregate(pFedGraph(.01), before, uploads)
                        .relations()
                        .get("similarities")
                        .between(new ClientId(0), new ClientId(1)))
                .as("changes of this round")
                .isEqualTo(1);
    }

    @Test
    void pFedGraphRepelsFromTheReceivedModel() {
        ClientContext client = Given.context(Given.oneStep(pFedGraph(0), .1), 1, CLIENT, Given.ALL, Payload.empty());
        ParameterSet received = client.received().parameters(Payload.PARAMETERS);
        float[] parameters = client.parameters().values();
        float[] gradient = new float[parameters.length];
        new CosinePenalty(2, received).addTo(parameters, gradient);
        ParameterSet plain = Given.trained(Given.oneStep(pFedGraph(0), .1), client);
        ParameterSet expected = ParameterMath.axpy(-.1, ParameterSet.fromFlat(received.blocks(), gradient), plain);
        assertThat(Given.trained(Given.oneStep(pFedGraph(2), .1), client).values())
                .containsExactly(expected.values(), CLOSE);
    }
}
