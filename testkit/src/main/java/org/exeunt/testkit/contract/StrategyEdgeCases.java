package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/** Checks rule S10 of {@link Strategy}: small, unusual and invalid inputs do not cause exceptions. */
abstract class StrategyEdgeCases extends OptionEffects<Strategy<?>> {
    static final ToyNetworkOptions NETWORK = ToyNetworkOptions.of(6, 5, 4).withBuffers();
    static final SyntheticFederation FEDERATION = SyntheticFederation.draw(1, 13, 6, 9, 4);

    /** What two plain rounds throw, by variant; empty if they succeed. */
    private final Map<PluginChoice<?>, String> plainRounds = new HashMap<>();

    @EachVariant(
            "train throws at such a loss, replaces it, or leaves the phase that had it out of the report; report it, "
                    + "and the runtime decides")
    <S extends Record> void s10_nonFiniteLossIsReported(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        ClientContext valid = firstRound(
                simulation, new ClientId(0), simulation.spec().network().allExits());
        int features = simulation.spec().network().input().size();
        float[] withNaN = new float[features];
        withNaN[0] = Float.NaN;
        Examples examples = Examples.of(new float[][] {new float[features], withNaN}, new int[] {0, 1});
        ClientContext context = valid.withExamples(examples);

        assertThat(train(simulation, context).report().loss())
                .as("S10: the reported loss of a client with a NaN in an example")
                .isNotFinite();
    }

    @EachVariant("the strategy assumes that an exit other than the final one is active")
    <S extends Record> void s10_finalExitMayBeTheOnlyActiveOne(PluginChoice<Strategy<S>> variant) {
        requireCapability(variant, StrategyCapability.INACTIVE_EXITS);
        assertAllFinite(
                simulation(variant)
                        .withCoordination(Coordination.finalExitOnly())
                        .play(),
                "S10: with the final exit only");
    }

    @EachVariant(
            "stages behind the deepest active exit are among the trainable blocks, or are expected in every upload")
    <S extends Record> void s10_stagesBehindDeepestExitAreUnchanged(PluginChoice<Strategy<S>> variant) {
        requireCapability(variant, StrategyCapability.INACTIVE_FINAL_EXIT);
        Simulation<S> simulation = simulation(variant).withCoordination(Coordination.capped());
        assertAllFinite(simulation.play(), "S10: with clients of all depths");
        ClientContext context = firstRound(simulation, new ClientId(1), ExitSet.of(1));
        BlockSet deeper = context.layout().trainable().minus(context.layout().prefix(1));
        assertUnchanged("a stage or head behind exit 1", deeper, simulation, context);
    }

    private static void assertUnchanged(String what, BlockSet blocks, Simulation<?> simulation, ClientContext context) {
        ParameterSet before = context.parameters();
        ClientUpdate update = train(simulation, context);
        for (Payload payload : List.of(update.upload(), update.state())) {
            payload.parameters().ifPresent(after -> {
                BlockSet both = after.blocks().intersect(blocks);
                assertSame(
                        Trace.of(before.select(both)),
                        Trace.of(after.select(both)),
                        "S10: %s changed although only exits %s are active".formatted(what, context.exits()));
            });
        }
    }

    @EachVariant("the heads of inactive exits are among the trainable blocks, so that decay, momentum or a penalty "
            + "changes them")
    <S extends Record> void s10_headsOfInactiveExitsAreUnchanged(PluginChoice<Strategy<S>> variant) {
        requireCapability(variant, StrategyCapability.INACTIVE_EXITS);
        Simulation<S> simulation = simulation(variant).withOwnInitialHeads();
        ClientContext context = firstRound(simulation, new ClientId(1), ExitSet.of(2, 3));
        BlockSet inactive = context.layout().head(new Exit(1));
        assertUnchanged("the head of exit 1", inactive, simulation, context);
    }

    @EachVariant("the server expects every block in every upload, although the capabilities contain ABSENT_BLOCKS")
    <S extends Record> void s10_uploadsMayLackBlocks(PluginChoice<Strategy<S>> variant) {
        requireCapability(variant, StrategyCapability.ABSENT_BLOCKS);
        assertAllFinite(
                simulation(lackingBlocks(strategyOf(variant)), FEDERATION).play(),
                "S10: with uploads that lack a block");
    }

    /** Removes the first block of the backbone from what client 0 uploads. */
    private static <S extends Record> Strategy<S> lackingBlocks(Strategy<S> strategy) {
        return new ForwardingStrategy<>(strategy) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                ClientUpdate update = super.train(client, network);
                Payload upload = update.upload();
                if (client.id().index() == 0) {
                    Block absent = client.layout().backbone().blocks().get(0);
                    for (Map.Entry<String, ParameterSet> sent :
                            update.upload().parameterSets().entrySet()) {
                        BlockSet held = sent.getValue()
                                .blocks()
                                .intersect(client.layout().select(block -> !block.equals(absent)));
                        upload = upload.with(sent.getKey(), sent.getValue().select(held));
                    }
                }
                return new ClientUpdate(upload, update.state(), update.report());
            }
        };
    }

    @EachVariant("the strategy divides by a standard deviation or requires two examples; reject the federation in "
            + "initialize with a reason if it cannot work")
    <S extends Record> void s10_clientsMayHaveOneExample(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(
                playUnlessRejected(simulation(strategyOf(variant), SyntheticFederation.draw(2, 1, 5, 1))),
                "S10: with one example per client");
    }

    @EachVariant("the strategy compares clients without checking that there are two; reject the federation in "
            + "initialize with a reason if it cannot work")
    <S extends Record> void s10_aFederationMayHaveOneClient(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(
                playUnlessRejected(simulation(strategyOf(variant), SyntheticFederation.draw(3, 9))),
                "S10: with one client");
    }

    @EachVariant("aggregate needs examples of the server; reject the federation in initialize if "
            + "FederationSpec.serverExamples is 0")
    <S extends Record> void s10_theServerMayHaveNoExamples(PluginChoice<Strategy<S>> variant) {
        SyntheticFederation federation = SyntheticFederation.draw(3, 9, 7).withoutServerExamples();
        assertAllFinite(
                playUnlessRejected(simulation(strategyOf(variant), federation)), "S10: with a server without examples");
    }

    @EachVariant("the strategy does not handle the personal model of a client that was never sampled")
    <S extends Record> void s10_clientsNeverSampledHaveAModel(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(simulation(variant).withCohortSize(1).withRounds(2).play(), "S10: with clients never sampled");
    }

    @EachVariant("the strategy looks up a client in the federation, which does not contain new clients")
    <S extends Record> void s10_newClientsHaveAModel(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        Strategy<S> strategy = simulation.strategy();
        ClientId newClient = new ClientId(clients(simulation).size());
        ClientContext known = firstRound(
                simulation, new ClientId(0), simulation.spec().network().allExits());
        for (S state : List.of(
                strategy.initialize(simulation.spec()), simulation.play().lastState())) {
            ClientContext context = known.withTask(ClientTask.of(
                    known.round(),
                    newClient,
                    known.exits(),
                    strategy.download(state, simulation.spec(), newClient, known.exits()),
                    Payload.empty(),
                    known.training()));
            try (Network network = simulation.openNetwork()) {
                strategy.personalise(context, network);
                assertThat(network.read(context.layout().all()).firstNonFinite())
                        .as("S10: the model of a new client")
                        .isEmpty();
            }
        }
    }

    @EachVariant(
            "the strategy assumes shallow exits; reject the network in initialize with a reason if it requires them")
    <S extends Record> void s10_theNetworkMayHaveOneExit(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(
                playUnlessRejected(simulation(variant).withNetwork(ToyNetworkOptions.of(5))), "S10: with one exit");
    }

    /** Skips the check if the strategy rejects the federation or the network, which it may. */
    private static SimulationResult<?> playUnlessRejected(Simulation<?> simulation) {
        try {
            simulation.strategy().initialize(simulation.spec());
        } catch (IllegalArgumentException rejected) {
            abort("rejected in initialize: " + rejected.getMessage());
        }
        return simulation.play();
    }

    @EachVariant("the strategy divides by a number of epochs or steps, which may be 0")
    <S extends Record> void s10_zeroEpochsAreAccepted(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(
                simulation(variant)
                        .withTraining(round -> new LocalTraining(0, 4, 0.1, 0, 0))
                        .play(),
                "S10: with zero epochs");
    }

    /** Creates a strategy; skips the check if a plain round fails, which one rule reports. */
    final <T extends Strategy<?>> T strategyOf(PluginChoice<T> variant) {
        String broken = plainRounds.computeIfAbsent(variant, this::failureOfPlainRound);
        assumeTrue(broken.isEmpty(), () -> "not checked because S7 or S18 is broken: " + broken);
        return variant.create(new RecordingContext());
    }

    private <S extends Record> String failureOfPlainRound(PluginChoice<?> variant) {
        try {
            @SuppressWarnings("unchecked") // all variants are strategies
            PluginChoice<Strategy<S>> strategy = (PluginChoice<Strategy<S>>) variant;
            playPlainRound(strategy);
            return "";
        } catch (RuntimeException | AssertionError failure) {
            return String.valueOf(failure);
        }
    }

    /** Plays two rounds with two clients. */
    static <S extends Record> void playPlainRound(PluginChoice<Strategy<S>> variant) {
        assertAllFinite(
                Simulation.of(guarded(variant), SyntheticFederation.draw(1, 3, 2))
                        .withNetwork(NETWORK)
                        .withRounds(2)
                        .play(),
                "S18");
    }

    /** Creates a strategy that throws an exception if a call returns null. */
    static <S extends Record> Strategy<S> guarded(PluginChoice<Strategy<S>> variant) {
        return PluginCall.create(variant, "strategy", new RecordingContext());
    }

    /**
     * Returns a simulation of two rounds with four clients of different sizes; exits alternate if the strategy supports
     * inactive exits.
     */
    final <S extends Record> Simulation<S> simulation(PluginChoice<Strategy<S>> variant) {
        return simulation(strategyOf(variant), FEDERATION);
    }

    static <S extends Record> Simulation<S> simulation(Strategy<S> strategy, SyntheticFederation federation) {
        return Simulation.of(strategy, federation)
                .withNetwork(NETWORK)
                .withRounds(2)
                .withCoordination(
                        strategy.capabilities().contains(StrategyCapability.INACTIVE_EXITS)
                                ? Coordination.alternating()
                                : Coordination.allExits());
    }

    static List<ClientId> clients(Simulation<?> simulation) {
        return simulation.spec().clients().stream().map(ClientSpec::id).toList();
    }

    static ClientUpdate train(Simulation<?> simulation, ClientContext context) {
        try (Network network = simulation.openNetwork()) {
            return simulation.strategy().train(context, network);
        }
    }

    static <S extends Record> ClientContext firstRound(Simulation<S> simulation, ClientId client, ExitSet exits) {
        Strategy<S> strategy = simulation.strategy();
        Payload received = strategy.download(strategy.initialize(simulation.spec()), simulation.spec(), client, exits);
        return simulation.context(new Round(1), client, exits, received, Payload.empty());
    }

    private void requireCapability(PluginChoice<? extends Strategy<?>> variant, StrategyCapability capability) {
        assumeTrue(strategyOf(variant).capabilities().contains(capability), "it does not declare " + capability);
    }

    static void assertSame(Trace expected, Trace actual, String description) {
        assertThat(expected.firstDifference(actual)).as(description).isEmpty();
    }

    static void assertAllFinite(SimulationResult<?> result, String when) {
        for (SimulatedRound round : result.rounds()) {
            for (ClientResult outcome : round.outcomes()) {
                if (outcome instanceof ClientResult.Failure failure) {
                    assertThat(failure.cause())
                            .as("%s: client %s failed in round %s", when, failure.client(), round.round())
                            .isEqualTo(Simulation.MADE_TO_FAIL);
                }
            }
            round.metrics().forEach((name, value) -> assertThat(value)
                    .as("%s: metric '%s' of round %s", when, name, round.round())
                    .isFinite());
        }
        result.personalModels().forEach((client, model) -> assertThat(model.firstNonFinite())
                .as("%s: the personal model of client %s is not finite", when, client)
                .isEmpty());
    }
}
