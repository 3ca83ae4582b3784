package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.device.Device;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.AttackConfig;
import org.exeunt.config.ServerOptimizerConfig;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.EngineContext;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.Inconsistencies;

/**
 * A strategy, initialised for its federation and checked against policy and aggregator.
 *
 * @param strategy with its decorators
 * @param server state of the strategy before the first round
 * @param aggregator of the client updates
 * @param <S> the state of the strategy
 */
public record PreparedStrategy<S extends Record>(Strategy<S> strategy, S server, Aggregator aggregator) {

    /**
     * Initialises the strategy of a federation. If the policy requires similarities that the strategy does not report,
     * clients are compared by their final heads.
     *
     * @param cohortSelection with the coordination policy
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if the strategy or the policy rejects the federation, or
     *     the strategy does not support the policy or the aggregator
     */
    public static PreparedStrategy<?> of(
            Federation federation, CohortSelection cohortSelection, PluginContext context) {
        Aggregator aggregator = PluginCall.create(
                federation.config().training().aggregator(),
                "training.aggregator",
                new EngineContext(context, federation.linearAlgebra()));
        Strategy<?> optimized = withServerOptimizer(federation);
        Strategy<?> strategy = withFittedHeads(federation, withAveragedStatistics(federation, optimized, context));
        PreparedStrategy<?> prepared =
                of(federation, withAbsentBlocks(federation, strategy), cohortSelection, aggregator);
        prepared.warnOfInitialStatistics(federation, cohortSelection, context);
        prepared.warnOfUnusedWidths(federation, cohortSelection, context);
        warnOfIdleAttackers(federation, cohortSelection, context);
        return prepared;
    }

    private static Strategy<?> withAbsentBlocks(Federation federation, Strategy<?> strategy) {
        return federation.modalities().areLacking()
                ? new AbsentBlocksStrategy<>(strategy, federation.modalities())
                : strategy;
    }

    private static Strategy<?> withFittedHeads(Federation federation, Strategy<?> strategy) {
        int epochs = federation.config().evaluation().headEpochs();
        return epochs == 0 ? strategy : new FittedHeadsStrategy<>(strategy, epochs);
    }

    /** Inside the averaging of statistics, which are no parameters to optimise. */
    private static Strategy<?> withServerOptimizer(Federation federation) {
        Optional<ServerOptimizerConfig> optimizer =
                federation.config().training().serverOptimizer();
        return optimizer.isPresent()
                ? new ServerOptimizerStrategy<>(federation.strategy(), optimizer.get())
                : federation.strategy();
    }

    private static Strategy<?> withAveragedStatistics(
            Federation federation, Strategy<?> strategy, PluginContext context) {
        if (federation.config().training().runningStatistics() == RunningStatistics.LOCAL) {
            return strategy;
        }
        if (federation.spec().layout().buffers().isEmpty()) {
            context.warn("training.running-statistics = average has no effect: the network has no running statistics."
                    + " Leave it out, or choose a backbone with batch norm.");
            return strategy;
        }
        return new BatchNormAveragingStrategy<>(strategy);
    }

    private void warnOfInitialStatistics(
            Federation federation, CohortSelection cohortSelection, PluginContext context) {
        FederationSpec spec = federation.spec();
        if (spec.layout().buffers().isEmpty()) {
            return;
        }
        if (federation.config().training().runningStatistics() == RunningStatistics.AVERAGE) {
            warnOfPersonalStages(federation, context);
            return;
        }
        List<String> clients = new ArrayList<>();
        boolean partial = cohortSelection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT);
        if (partial) {
            clients.add("clients that train a part of the stages (coordination '%s'), in the others"
                    .formatted(cohortSelection.policyId()));
        }
        List<ClientSpec> idle = spec.clients().stream()
                .filter(client -> !cohortSelection.admits(client.id()))
                .toList();
        if (!idle.isEmpty()) {
            clients.add(
                    "clients that never train (%d, sampling '%s')".formatted(idle.size(), cohortSelection.samplerId()));
        }
        Set<ClientId> examples = new TreeSet<>();
        Set<Optional<Device>> devices = new HashSet<>();
        (partial ? spec.clients() : idle)
                .stream().filter(client -> devices.add(client.device())).forEach(client -> examples.add(client.id()));
        if (federation.config().evaluation().newClients() > 0) {
            clients.add("new clients (evaluation.new-clients)");
            examples.add(new ClientId(spec.clients().size()));
        }
        if (clients.isEmpty() || isNothingShared(federation)) {
            return;
        }
        boolean averageHelps = examples.stream().anyMatch(client -> personalStages(federation, client)
                .filter(BlockSet::isEmpty)
                .isPresent());
        context.warn(("training.running-statistics = local: the initial running statistics of batch norm remain for %s,"
                        + " so that their exits may be no better than chance.%s")
                .formatted(
                        String.join("; ", clients),
                        averageHelps
                                ? " Set it to 'average', which replaces them in models that the server sends."
                                : ""));
    }

    private void warnOfPersonalStages(Federation federation, PluginContext context) {
        personalStages(federation, federation.spec().clients().get(0).id())
                .filter(blocks -> !blocks.isEmpty())
                .ifPresent(blocks -> context.warn(("training.running-statistics = average shares the running statistics"
                                + " of all stages, but strategy '%s' keeps %d blocks of the backbone personal, such as"
                                + " '%s'. Set it to 'local'.")
                        .formatted(
                                id(federation),
                                blocks.blocks().size(),
                                blocks.blocks().get(0).name())));
    }

    /**
     * Returns the blocks of the backbone that a client is not sent for its evaluation; empty if it is sent no block as
     * a whole, but nothing or the channels that it holds, and therefore no averaged statistics either.
     */
    private Optional<BlockSet> personalStages(Federation federation, ClientId client) {
        ParameterLayout layout = federation.spec().layout();
        return download(federation, client, federation.spec().network().allExits())
                .parameters()
                .map(sent -> layout.backbone()
                        .minus(federation.modalities().absentBlocks(client, layout))
                        .minus(sent.blocks()));
    }

    /** Warns if clients of less depth would hold fewer channels, but the policy gives all clients the full depth. */
    private void warnOfUnusedWidths(Federation federation, CohortSelection cohortSelection, PluginContext context) {
        if (cohortSelection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)
                || !supports(strategy, StrategyCapability.INACTIVE_FINAL_EXIT)) {
            return;
        }
        ClientId client = federation.spec().clients().get(0).id();
        int exits = federation.spec().network().exits();
        boolean narrows = IntStream.range(1, exits)
                .mapToObj(depth -> download(federation, client, ExitSet.upTo(depth)))
                .anyMatch(PreparedStrategy::isNarrow);
        if (narrows && !isNarrow(download(federation, client, ExitSet.upTo(exits)))) {
            context.warn(
                    ("coordination '%s' trains all stages on all clients, so that none of them is narrow: the widths"
                                    + " of strategy '%s' have no effect. Set 'coordination' to 'capacity' or 'budget',"
                                    + " or leave the widths out.")
                            .formatted(cohortSelection.policyId(), id(federation)));
        }
    }

    /** Returns whether a client is sent a part of the channels, as a vector. */
    private static boolean isNarrow(Payload download) {
        return download.parameters().isEmpty() && !download.vectors().isEmpty();
    }

    /** Returns whether clients receive nothing, as in local training, whose new clients have the initial model. */
    private boolean isNothingShared(Federation federation) {
        FederationSpec spec = federation.spec();
        return download(federation, spec.clients().get(0).id(), spec.network().allExits())
                        .scalars()
                == 0;
    }

    private Payload download(Federation federation, ClientId client, ExitSet exits) {
        return download(federation, strategy, server, client, exits);
    }

    private static <S extends Record> Payload download(
            Federation federation, Strategy<S> strategy, S server, ClientId client, ExitSet exits) {
        return strategy.download(server, federation.spec(), client, exits);
    }

    private static void warnOfIdleAttackers(
            Federation federation, CohortSelection cohortSelection, PluginContext context) {
        List<ClientId> attackers = federation.faults().attackers();
        List<String> idle = attackers.stream()
                .filter(client -> !cohortSelection.admits(client))
                .map(ClientId::toString)
                .toList();
        if (!idle.isEmpty()) {
            context.warn(("sampling '%s' never chooses %d of %d attackers (faults.attack), client %s. Raise"
                            + " faults.attack.fraction, or use another seed or sampler.")
                    .formatted(cohortSelection.samplerId(), idle.size(), attackers.size(), String.join(", ", idle)));
        }
    }

    /** Returns a copy with another state of the server. */
    public PreparedStrategy<S> withServer(S other) {
        return new PreparedStrategy<>(strategy, other, aggregator);
    }

    private static <S extends Record> PreparedStrategy<?> of(
            Federation federation, Strategy<S> strategy, CohortSelection cohortSelection, Aggregator aggregator) {
        List<String> problems = new ArrayList<>(unmetRequirements(federation, strategy, cohortSelection));
        if (!aggregator.equals(Aggregator.WEIGHTED_MEAN) && !supports(strategy, StrategyCapability.AGGREGATORS)) {
            problems.add("training.aggregator: strategy '%s' has its own aggregation; remove '%s'"
                    .formatted(
                            id(federation),
                            federation.config().training().aggregator().plugin().id()));
        }
        if (federation.config().training().serverOptimizer().isPresent()
                && !supports(strategy, StrategyCapability.AGGREGATORS)) {
            problems.add("training.server-optimizer: strategy '%s' has its own aggregation; remove 'server-optimizer'"
                    .formatted(id(federation)));
        }
        cohortSelection.problem(federation.spec()).ifPresent(problems::add);
        S server = initialize(federation, strategy, problems);
        boolean comparesHeads = server != null
                && (cohortSelection.requires(CoordinationRequirement.SIMILARITIES)
                        || cohortSelection.requires(CoordinationRequirement.TEACHERS))
                && strategy.similarities(server).isEmpty();
        if (problems.isEmpty()) {
            attackProblem(federation, strategy, server, cohortSelection).ifPresent(problems::add);
        }
        if (comparesHeads) {
            comparisonProblem(federation, strategy, server, cohortSelection).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw Inconsistencies.exception(federation.config(), problems);
        }
        Aggregator guarded = guarded(federation.config().training().aggregator(), aggregator);
        return comparesHeads
                ? new PreparedStrategy<>(
                        new HeadSimilarityStrategy<>(strategy),
                        new HeadSimilarityStrategy.Server<>(server, Similarities.none()),
                        guarded)
                : new PreparedStrategy<>(strategy, server, guarded);
    }

    /** Reports other blocks, and values that are not finite, as failures of the aggregator rather than the strategy. */
    private static Aggregator guarded(PluginChoice<Aggregator> choice, Aggregator aggregator) {
        return (previous, uploads, weights) -> {
            ParameterSet result = aggregator.aggregate(previous, uploads, weights);
            if (!result.blocks().equals(previous.blocks())) {
                throw PluginCall.contractViolation(
                        choice,
                        "it returned the blocks %s; expected the blocks %s".formatted(names(result), names(previous)));
            }
            FiniteCheck.problem(Payload.of(result))
                    .filter(where -> Stream.concat(Stream.of(previous), uploads.stream())
                            .allMatch(given -> given.firstNonFinite().isEmpty()))
                    .ifPresent(where -> {
                        throw PluginCall.contractViolation(
                                choice,
                                "it returned values that are not finite (%s), although those that it received are"
                                        .formatted(where));
                    });
            return result;
        };
    }

    private static List<String> names(ParameterSet set) {
        return set.blocks().blocks().stream().map(Block::name).toList();
    }

    private static List<String> unmetRequirements(
            Federation federation, Strategy<?> strategy, CohortSelection cohortSelection) {
        List<String> unmetRequirements = new ArrayList<>();
        if (cohortSelection.requires(CoordinationRequirement.INACTIVE_EXITS)
                && !supports(strategy, StrategyCapability.INACTIVE_EXITS)) {
            unmetRequirements.add(
                    "coordination: '%s' leaves exits inactive, which strategy '%s' does not support; choose 'all-exits'"
                            .formatted(cohortSelection.policyId(), id(federation)));
        }
        if (cohortSelection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)
                && !supports(strategy, StrategyCapability.INACTIVE_FINAL_EXIT)) {
            unmetRequirements.add(
                    ("coordination: '%s' leaves the final exit of some clients inactive, which strategy '%s' does not"
                                    + " support; choose 'all-exits'")
                            .formatted(cohortSelection.policyId(), id(federation)));
        }
        if (federation.modalities().areLacking() && !supports(strategy, StrategyCapability.ABSENT_BLOCKS)) {
            unmetRequirements.add(
                    ("modalities.clients: some clients lack modalities and their blocks, which strategy '%s' does not"
                                    + " support; give all clients all modalities, or choose another strategy, such as"
                                    + " 'fedavg'")
                            .formatted(id(federation)));
        }
        return unmetRequirements;
    }

    /** Returns why clients cannot be compared by their final heads; empty if they can. */
    private static <S extends Record> Optional<String> comparisonProblem(
            Federation federation, Strategy<S> strategy, S server, CohortSelection cohortSelection) {
        if (cohortSelection.requires(CoordinationRequirement.TEACHERS)) {
            return Optional.of(
                    ("coordination: '%s' requires similarities of clients and their teachers, which strategy '%s' does"
                                    + " not report; choose another depth-selection, such as 'random'")
                            .formatted(cohortSelection.policyId(), id(federation)));
        }
        return HeadSimilarityStrategy.isApplicable(strategy, server, federation.spec())
                ? Optional.empty()
                : Optional.of(
                        ("coordination: '%s' requires similarities of clients; strategy '%s' neither reports them "
                                        + "nor sends final heads to compare; choose 'progressive-depth' with "
                                        + "depth-selection 'random', or 'all-exits'")
                                .formatted(cohortSelection.policyId(), id(federation)));
    }

    /** Returns why an attack cannot change what some attacker sends; empty if it can. */
    private static <S extends Record> Optional<String> attackProblem(
            Federation federation, Strategy<S> strategy, S server, CohortSelection cohortSelection) {
        boolean changesParameters = federation
                .config()
                .faults()
                .attack()
                .filter(attack -> attack.type() != AttackConfig.Kind.LABEL_FLIP)
                .isPresent();
        int exits = federation.spec().network().exits();
        int shallowest = cohortSelection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT) ? 1 : exits;
        return federation.faults().attackers().stream()
                .filter(client -> changesParameters
                        && IntStream.rangeClosed(shallowest, exits)
                                .mapToObj(depth -> download(federation, strategy, server, client, ExitSet.upTo(depth)))
                                .anyMatch(PreparedStrategy::isNarrow))
                .findFirst()
                .map(client -> ("faults.attack: 'sign-flip' and 'scaled-update' change whole blocks of parameters, but"
                                + " strategy '%s' exchanges a vector with attacker %s, such as the channels that its"
                                + " device holds; set faults.attack.type to 'label-flip', or let all clients train all"
                                + " channels")
                        .formatted(id(federation), client));
    }

    private static boolean supports(Strategy<?> strategy, StrategyCapability capability) {
        return strategy.capabilities().contains(capability);
    }

    private static String id(Federation federation) {
        return federation.config().strategy().plugin().id();
    }

    /**
     * Returns the initial state of the server; null if the strategy rejects the federation, with the reason added to
     * the problems.
     */
    private static <S extends Record> S initialize(Federation federation, Strategy<S> strategy, List<String> problems) {
        PluginChoice<Strategy<?>> choice = federation.config().strategy();
        S server;
        try {
            server = strategy.initialize(federation.spec());
        } catch (IllegalArgumentException e) {
            problems.add("strategy: '%s' cannot work here: %s"
                    .formatted(choice.plugin().id(), e.getMessage()));
            return null;
        }
        nonFinite(choice, server); // its types; values are checked where they are sent
        return server;
    }

    /**
     * Returns which part of a state of the server is not finite, as {@link FiniteCheck#problem(Record)} does.
     *
     * @throws org.exeunt.api.error.ExeuntException PLUGIN-20 if the state contains a type that cannot be stored
     */
    static Optional<String> nonFinite(PluginChoice<?> strategy, Record state) {
        try {
            return FiniteCheck.problem(state);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw PluginCall.contractViolation(strategy, e.getMessage());
        }
    }
}
