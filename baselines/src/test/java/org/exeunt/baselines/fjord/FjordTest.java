package org.exeunt.baselines.fjord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.train;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.BaselinePlugins;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FjordTest {

    private static final LocalTraining TRAINING = new LocalTraining(3, 100, 0.1, 0.9, 1e-2);
    private static final ClientId CLIENT = new ClientId(1);

    private static Simulation<Fjord.Server> simulation(SyntheticFederation federation, Double... widths) {
        return Simulation.of(new Fjord(GivenDevices.widths(widths), new RecordingContext()), federation)
                .withNetwork(GivenDevices.WIDE)
                .withTraining(round -> TRAINING);
    }

    private static ClientContext context(Simulation<Fjord.Server> simulation, int round) {
        return context(simulation, round, Given.ALL);
    }

    private static ClientContext context(Simulation<Fjord.Server> simulation, int round, ExitSet exits) {
        return Given.context(simulation, round, CLIENT, exits, Payload.empty());
    }

    @Test
    void equalsHeteroFlWithOneLevel() {
        Simulation<?> heteroFl = Simulation.of(
                        new BaselinePlugins()
                                .<Strategy<?>>choose(Strategy.class, "heterofl", GivenDevices.widths(0.5))
                                .create(new RecordingContext()),
                        GivenDevices.none())
                .withNetwork(GivenDevices.WIDE)
                .withTraining(round -> TRAINING);
        assertThat(simulation(GivenDevices.none(), 0.5).play().personalModels())
                .isEqualTo(heteroFl.play().personalModels());
    }

    /**
     * Two levels: a step at the lower one is a step of a network of that width, whose weights and velocities are those
     * of the first channels.
     */
    @Test
    void stepsAreThoseOfTheDrawnNetworks() {
        Simulation<Fjord.Server> simulation = simulation(GivenDevices.none(), 1.0, 0.5);
        Simulation<Fjord.Server> narrow = simulation(GivenDevices.none(), 1.0).withNetwork(GivenDevices.NARROW);
        boolean[] drawnLevels = new boolean[2];
        for (int round = 1; round <= 3; round++) {
            ClientContext client = context(simulation, round);
            BlockSet all = client.layout().trainable();
            BlockSet few = narrow.spec().layout().trainable();
            SubmodelSlice half =
                    ChannelWindow.leading(0.5).slice(simulation.spec().network(), all);
            SubmodelSlice halfStatistics = ChannelWindow.leading(0.5)
                    .slice(simulation.spec().network(), client.layout().buffers());
            ParameterSet weights = client.parameters().select(all);
            ParameterSet velocity = ParameterSet.zeros(all);
            ParameterSet statistics = client.parameters().select(client.layout().buffers());
            RandomGenerator draws = client.stream(OrderedDropout.WIDTHS);
            LocalTraining step = TRAINING.withEpochs(1);
            try (Network large = simulation.openNetwork();
                    Network small = narrow.openNetwork()) {
                for (int epoch = 0; epoch < 3; epoch++) {
                    int drawn = draws.nextInt(2);
                    drawnLevels[drawn] = true;
                    if (drawn == 1) {
                        large.load(weights);
                        large.load(statistics);
                        large.loadVelocity(velocity);
                        large.train(objective(all), client.examples(), step, client.stream("any order"));
                        weights = large.read(all);
                        velocity = large.readVelocity(all);
                        statistics = large.read(client.layout().buffers());
                    } else {
                        small.load(ParameterSet.of(few, half.take(weights)));
                        small.load(ParameterSet.of(narrow.spec().layout().buffers(), halfStatistics.take(statistics)));
                        small.loadVelocity(ParameterSet.of(few, half.take(velocity)));
                        small.train(objective(few), client.examples(), step, client.stream("any order"));
                        weights = half.replace(weights, half.pad(small.read(few).values()));
                        velocity = half.replace(
                                velocity, half.pad(small.readVelocity(few).values()));
                    }
                }
                large.resetVelocity(all);
                ClientUpdate update = simulation.strategy().train(client, large);
                assertThat(Given.uploaded(update).values())
                        .as("weights of round %d", round)
                        .containsExactly(weights.values(), within(1e-5f));
                assertThat(large.readVelocity(all).values())
                        .as("velocity of round %d", round)
                        .containsExactly(velocity.values(), within(1e-5f));
                assertThat(update.state().parameters().orElseThrow().values())
                        .as("statistics of round %d", round)
                        .containsExactly(statistics.values(), within(1e-5f));
            }
        }
        assertThat(drawnLevels).as("both levels were drawn").containsExactly(true, true);
    }

    private static Objective objective(BlockSet trainable) {
        return Objective.earlyExit(trainable, ExitSet.upTo(3), new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3});
    }

    /** A client with half of the channels draws among the levels up to a half. */
    @Test
    void narrowClientsDrawNarrowerLevels() {
        Simulation<Fjord.Server> simulation = simulation(GivenDevices.holding(100, 1.0, 0.5, 1.0, 1.0), 1.0, 0.5, 0.3);
        double half = 5 * 3 + 3 * 4 + 4 * 5 + 4 * (3 + 4 + 5);
        double third = 5 * 2 + 2 * 3 + 3 * 3 + 4 * (2 + 3 + 3);
        for (int round = 1; round <= 4; round++) {
            ClientContext client = context(simulation, round);
            RandomGenerator draws = client.stream(OrderedDropout.WIDTHS);
            double macs = 0;
            for (int step = 0; step < 3; step++) {
                macs += draws.nextInt(2) == 1 ? half : third;
            }
            ClientUpdate update = train(simulation, client);
            assertThat(update.upload().scalars())
                    .isEqualTo(new ChannelWindow(0.5, 0)
                            .slice(simulation.spec().network(), client.layout().trainable())
                            .size());
            assertThat(update.report().metrics().get(TrainingReport.FORWARD_MACS))
                    .isEqualTo(new Metric(macs * 6, 3 * 6));
            assertThat(update.report().epochs()).isEqualTo(3);
            assertThat(update.report().steps()).isEqualTo(3);
        }
    }

    /** The loss of the final exit alone leaves a client without it nothing to train. */
    @Test
    void clientsWithoutTrainedExitsSucceed() {
        Fjord lastOnly = new Fjord(GivenDevices.lastOnly(1.0, 0.5, 0.3), new RecordingContext());
        for (SyntheticFederation federation :
                List.of(GivenDevices.none(), GivenDevices.holding(100, 1.0, 0.5, 1.0, 1.0))) {
            Simulation<Fjord.Server> simulation =
                    Simulation.of(lastOnly, federation).withNetwork(GivenDevices.WIDE);
            ClientUpdate update = train(simulation, context(simulation, 1, ExitSet.upTo(1)));
            assertThat(update.upload().scalars()).isZero();
            assertThat(update.report())
                    .returns(0.0, TrainingReport::epochs)
                    .returns(0L, TrainingReport::steps)
                    .returns(0.0, TrainingReport::loss);
        }
    }

    @Test
    void rejectsNetworksThatCannotBeNarrowed() {
        FederationSpec known = simulation(GivenDevices.none(), 1.0, 0.5).spec();
        FederationSpec unknown = GivenDevices.withoutNarrowing(known);
        assertThatThrownBy(() -> new Fjord(GivenDevices.widths(1.0, 0.5), new RecordingContext()).initialize(unknown))
                .hasMessageContainingAll("[0.5, 1.0]", "not a network by themselves", "no 'widths' below 1");
        assertThat(new Fjord(GivenDevices.widths(1.0), new RecordingContext())
                        .initialize(unknown)
                        .shared())
                .isEqualTo(known.initial().select(known.layout().trainable()));
    }
}
