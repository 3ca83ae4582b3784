package org.exeunt.baselines.heterofl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.baselines.Given.train;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class HeteroFlTest {
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.9, 1e-2);

    private static HeteroFl of(WidthOptions.Level level, Double... widths) {
        return new HeteroFl(
                new WidthOptions(List.of(widths), level, Given.LOSS, AggregationWeights.UNIFORM),
                new RecordingContext());
    }

    private static HeteroFl of(Double... widths) {
        return new HeteroFl(GivenDevices.widths(widths), new RecordingContext());
    }

    private static FedAvg fedAvg() {
        return new FedAvg(new FedAvg.Options(Given.LOSS, AggregationWeights.UNIFORM));
    }

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy, SyntheticFederation federation) {
        return Simulation.of(strategy, federation)
                .withNetwork(GivenDevices.WIDE)
                .withTraining(round -> TRAINING);
    }

    @Test
    void warnsOfLevelsWithoutDevices() {
        RecordingContext context = new RecordingContext();
        for (WidthOptions widths : List.of(GivenDevices.widths(1.0, 0.5), GivenDevices.widths(0.5))) {
            HeteroFl heteroFl = new HeteroFl(widths, context);
            for (SyntheticFederation federation :
                    List.of(GivenDevices.none(), GivenDevices.holding(4, 1.0, 1.0, 1.0, 1.0))) {
                heteroFl.initialize(simulation(heteroFl, federation).spec());
            }
        }
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains("no section 'devices'", "'heterofl' equals 'fedavg'");
    }

    /** If all clients have the leading half of the channels, this is FedAvg of the network that consists of them. */
    @Test
    void equalsFedAvgOfTheNarrowNetworkWithOneWidth() {
        for (var policy : List.of(Coordination.allExits(), Coordination.capped())) {
            Simulation<HeteroFl.Server> wide =
                    simulation(of(0.5), GivenDevices.none()).withCoordination(policy);
            SimulationResult<HeteroFl.Server> inside = wide.play();
            SimulationResult<FedAvg.Server> alone = GivenDevices.narrowed(
                            simulation(fedAvg(), GivenDevices.none()).withCoordination(policy), wide)
                    .play();
            for (int client = 0; client < 4; client++) {
                assertThat(GivenDevices.half(wide).take(inside.personalModel(client)))
                        .isEqualTo(alone.personalModel(client).values());
            }
        }
    }

    private static List<Double> widths(HeteroFl strategy, SyntheticFederation federation) {
        FederationSpec spec = simulation(strategy, federation).spec();
        HeteroFl.Server server = strategy.initialize(spec);
        return IntStream.range(0, 5)
                .mapToObj(client -> strategy.download(
                        server, spec, new ClientId(client), spec.network().allExits()))
                .map(Payload::scalars)
                .map(scalars -> List.of(1.0, 0.5, 0.25).stream()
                        .filter(width -> new SubNetwork(spec.network().allExits(), width)
                                        .slice(spec.network())
                                        .size()
                                == scalars)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    @Test
    void clientsHoldTheWidestLevelThatFits() {
        SyntheticFederation federation = GivenDevices.holding(4, 1.0, 0.5, 0.3, 0.8);
        // the fifth client is new and has no device
        assertThat(widths(of(0.25, 0.5, 1.0), federation)).containsExactly(1.0, 0.5, 0.25, 0.5, 1.0);
        assertThat(widths(of(WidthOptions.Level.COMMON, 1.0, 0.5, 0.25), federation))
                .containsExactly(0.25, 0.25, 0.25, 0.25, 0.25);
        assertThat(widths(of(0.25, 0.5), GivenDevices.none())).containsOnly(0.5);
    }

    @Test
    void rejectsDevicesThatHoldNothing() {
        FederationSpec spec = simulation(of(1.0), GivenDevices.holding(4, 1.0, 0.5, 1.0, 0.25))
                .spec();
        assertThatThrownBy(() -> of(1.0, 0.7).initialize(spec))
                .hasMessageContainingAll(
                        "the narrowest level, 0.7 of the channels, does not fit the devices of 2 of 4 clients (1, 3)",
                        "client 1 has",
                        "bytes of memory",
                        "'widths'");
        assertThat(of(1.0, 0.25).initialize(spec).shared().blocks())
                .isEqualTo(spec.layout().trainable());
    }

    /** One round of a client with all channels and one with half of them, with equal weights. */
    @Test
    void sharedValuesAreMeansOverTheirHolders() {
        Simulation<HeteroFl.Server> simulation = simulation(of(1.0, 0.5), GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.5))
                .withRounds(1)
                .withFailing((round, client) -> client.index() > 1);
        SimulationResult<HeteroFl.Server> result = simulation.play();
        var uploads = result.lastRound().uploads();
        ParameterSet wide = uploads.get(new ClientId(0)).parameters().orElseThrow();
        float[] narrow = uploads.get(new ClientId(1)).vector(ChannelWindow.SLICE);
        SubmodelSlice half =
                new SubNetwork(ExitSet.upTo(3), 0.5).slice(simulation.spec().network());
        ParameterSet shared = result.lastState().shared();
        assertThat(half.replace(shared, wide))
                .as("outside: the wide client alone")
                .isEqualTo(wide);
        float[] inside = half.take(wide);
        float[] mean = half.take(shared);
        for (int i = 0; i < mean.length; i++) {
            assertThat(mean[i]).isEqualTo((float) (0.5 * inside[i] + 0.5 * narrow[i]));
        }
    }

    private static ClientContext context(Simulation<HeteroFl.Server> simulation, int client) {
        return context(simulation, client, Given.ALL);
    }

    private static ClientContext context(Simulation<HeteroFl.Server> simulation, int client, ExitSet exits) {
        return Given.context(simulation, 1, new ClientId(client), exits, Payload.empty());
    }

    @Test
    void reportsTheMacsOfTheNarrowNetwork() {
        Simulation<HeteroFl.Server> simulation = simulation(of(1.0, 0.5), GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.5));
        // 5 inputs, 3, 4 and 5 channels, 4 classes
        double macs = 5 * 3 + 3 * 4 + 4 * 5 + 4 * (3 + 4 + 5);
        assertThat(train(simulation, context(simulation, 1)).report().metrics().get(TrainingReport.FORWARD_MACS))
                .isEqualTo(new Metric(macs * 6 * 2, 6 * 2));
        double whole = 5 * 6 + 6 * 8 + 8 * 10 + 4 * (6 + 8 + 10);
        assertThat(train(simulation, context(simulation, 0))
                        .report()
                        .metrics()
                        .get(TrainingReport.FORWARD_MACS)
                        .mean())
                .isEqualTo(whole);
        Simulation<HeteroFl.Server> withoutDevices = simulation(of(0.5), GivenDevices.none());
        assertThat(train(withoutDevices, context(withoutDevices, 0)).report().metrics())
                .containsOnlyKeys("cross-entropy");
    }

    /** The loss of the final exit alone leaves a client without it nothing to train. */
    @Test
    void clientsWithoutTrainedExitsSucceed() {
        WidthOptions options = GivenDevices.lastOnly(1.0, 0.5);
        Simulation<HeteroFl.Server> simulation =
                simulation(new HeteroFl(options, new RecordingContext()), GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.5));
        for (int client = 0; client < 2; client++) {
            ClientUpdate update = train(simulation, context(simulation, client, ExitSet.upTo(1)));
            assertThat(update.upload().scalars()).isZero();
            assertThat(update.report()
                            .metrics()
                            .get(TrainingReport.FORWARD_MACS)
                            .mean())
                    .isZero();
        }
    }

    @Test
    void personalModelHasTheChannelsOfTheDevice() {
        Simulation<HeteroFl.Server> simulation = simulation(of(1.0, 0.5), GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.5));
        SimulationResult<HeteroFl.Server> result = simulation.play();
        ParameterSet shared = result.lastState().shared();
        SubmodelSlice half =
                new SubNetwork(ExitSet.upTo(3), 0.5).slice(simulation.spec().network());
        assertThat(result.personalModel(0).select(shared.blocks())).isEqualTo(shared);
        assertThat(result.personalModel(1).select(shared.blocks())).isEqualTo(half.pad(half.take(shared)));
        BlockSet buffers = simulation.spec().layout().buffers();
        SubmodelSlice own =
                simulation.spec().network().narrowing().orElseThrow().slice(buffers, 0.5);
        ParameterSet initial = simulation.spec().initial().select(buffers);
        ParameterSet statistics = result.personalModel(1).select(buffers);
        assertThat(own.replace(statistics, initial)).as("outside").isEqualTo(initial);
        assertThat(own.take(statistics)).as("inside").isNotEqualTo(own.take(initial));
    }
}
