package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.AttackConfig;
import org.exeunt.config.TrainingConfig;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.step.HeadSimilarity;

/** Finds why a strategy cannot work with the policy, aggregator, modalities and attack of a run. */
record Compatibility(Federation federation, CohortSelection selection) {
    /** Returns sentences that start with a key; a modifiable list. */
    List<String> problems(Strategy<?> strategy, Aggregator aggregator) {
        List<String> problems = new ArrayList<>();
        TrainingConfig training = federation.config().training();
        boolean aggregates = supports(strategy, StrategyCapability.AGGREGATORS);
        if (selection.requires(CoordinationRequirement.INACTIVE_EXITS)
                && !supports(strategy, StrategyCapability.INACTIVE_EXITS)) {
            problems.add(
                    "coordination: '%s' leaves exits inactive, which strategy '%s' does not support; choose 'all-exits'"
                            .formatted(selection.policyId(), id()));
        }
        if (selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)
                && !supports(strategy, StrategyCapability.INACTIVE_FINAL_EXIT)) {
            problems.add(
                    ("coordination: '%s' leaves the final exit of some clients inactive, which strategy '%s' does not"
                                    + " support; choose 'all-exits'")
                            .formatted(selection.policyId(), id()));
        }
        if (federation.modalities().areLacking() && !supports(strategy, StrategyCapability.ABSENT_BLOCKS)) {
            problems.add(
                    ("modalities.clients: some clients lack modalities and their blocks, which strategy '%s' does not"
                                    + " support; give all clients all modalities, or choose another strategy, such as"
                                    + " 'fedavg'")
                            .formatted(id()));
        }
        if (!aggregator.equals(Aggregator.WEIGHTED_MEAN) && !aggregates) {
            problems.add("training.aggregator: strategy '%s' has its own aggregation; remove '%s'"
                    .formatted(id(), training.aggregator().plugin().id()));
        }
        if (training.serverOptimizer().isPresent() && !aggregates) {
            problems.add("training.server-optimizer: strategy '%s' has its own aggregation; remove 'server-optimizer'"
                    .formatted(id()));
        }
        selection.problem(federation.spec()).ifPresent(problems::add);
        return problems;
    }

    /** Returns why clients cannot be compared by their final heads; empty if they can. */
    Optional<String> comparisonProblem(PreparedStrategy<?> prepared) {
        if (selection.requires(CoordinationRequirement.TEACHERS)) {
            return Optional.of(
                    ("coordination: '%s' requires similarities of clients and their teachers, which strategy '%s' does"
                                    + " not report; choose another depth-selection, such as 'random'")
                            .formatted(selection.policyId(), id()));
        }
        FederationSpec spec = federation.spec();
        ClientId first = spec.clients().get(0).id();
        boolean sendsHeads = HeadSimilarity.finalHead(
                        prepared.download(spec, first, spec.network().allExits()), spec)
                .isPresent();
        return sendsHeads
                ? Optional.empty()
                : Optional.of(
                        ("coordination: '%s' requires similarities of clients; strategy '%s' neither reports them "
                                        + "nor sends final heads to compare; choose 'progressive-depth' with "
                                        + "depth-selection 'random', or 'all-exits'")
                                .formatted(selection.policyId(), id()));
    }

    /** Returns why an attack cannot change what some attacker sends; empty if it can. */
    Optional<String> attackProblem(PreparedStrategy<?> prepared) {
        boolean changesParameters = federation
                .config()
                .faults()
                .attack()
                .filter(attack -> attack.type() != AttackConfig.Kind.LABEL_FLIP)
                .isPresent();
        int exits = federation.spec().network().exits();
        int shallowest = selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT) ? 1 : exits;
        return federation.faults().attackers().stream()
                .filter(client -> changesParameters
                        && IntStream.rangeClosed(shallowest, exits)
                                .anyMatch(depth -> prepared.sendsPartOfTheChannels(
                                        federation.spec(), client, ExitSet.upTo(depth))))
                .findFirst()
                .map(client -> ("faults.attack: 'sign-flip' and 'scaled-update' change whole blocks of parameters, but"
                                + " strategy '%s' exchanges a vector with attacker %s, such as the channels that its"
                                + " device holds; set faults.attack.type to 'label-flip', or let all clients train all"
                                + " channels")
                        .formatted(id(), client));
    }

    private static boolean supports(Strategy<?> strategy, StrategyCapability capability) {
        return strategy.capabilities().contains(capability);
    }

    private String id() {
        return federation.config().strategy().plugin().id();
    }
}
