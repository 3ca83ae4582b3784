package org.exeunt.runtime.server;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.device.Device;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.runtime.federation.Federation;

/**
 * Finds why a strategy cannot work with the policy, aggregator, modalities and attack of a run.
 *
 * @param problems receives sentences that start with a key
 */
record Compatibility(Federation federation, CohortSelection selection, List<String> problems) {
    /** Checks what the strategy has to support. */
    void checkCapabilities(Aggregator aggregator) {
        TrainingConfig training = federation.config().training();
        String policy = "coordination: '%s' leaves".formatted(selection.policyId());
        require(
                StrategyCapability.INACTIVE_EXITS,
                selection.requires(CoordinationRequirement.INACTIVE_EXITS),
                policy + " exits inactive",
                "choose 'all-exits'");
        require(
                StrategyCapability.INACTIVE_FINAL_EXIT,
                selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT),
                policy + " the final exit of some clients inactive",
                "choose 'all-exits', or for 'cafedistill' teacher-exit 'deepest-held'");
        require(
                StrategyCapability.ABSENT_BLOCKS,
                federation.modalities().areLacking(),
                "modalities.clients: some clients lack modalities and their blocks",
                "give all clients all modalities, or choose another strategy, such as 'fedavg'");
        require(
                StrategyCapability.AGGREGATORS,
                !aggregator.equals(Aggregator.WEIGHTED_MEAN),
                "training.aggregator: '%s' replaces an aggregation"
                        .formatted(training.aggregator().plugin().id()),
                "remove it");
        require(
                StrategyCapability.SERVER_OPTIMIZER,
                training.serverOptimizer().isPresent(),
                "training.server-optimizer: it changes an aggregation",
                "remove it");
        if (federation.config().evaluation().headEpochs() > 0
                && federation.strategy().ruleType().isPresent()) {
            problems.add(
                    "evaluation.head-epochs: it trains heads, and strategy '%s' answers by a rule of its own; remove it"
                            .formatted(id()));
        }
        selection.problem(federation.spec()).ifPresent(problems::add);
    }

    private void require(StrategyCapability capability, boolean required, String cause, String remedy) {
        if (required && !federation.strategy().capabilities().contains(capability)) {
            problems.add("%s, which strategy '%s' does not support; %s".formatted(cause, id(), remedy));
        }
    }

    /** Checks that clients can be compared by their final heads. */
    void checkComparison(PreparedStrategy<?> prepared) {
        FederationSpec spec = federation.spec();
        ExitSet exits = spec.network().allExits();
        Optional<ClientSpec> weakest = spec.clients().stream()
                .filter(client -> selection.admits(client.id()))
                .min(Comparator.comparingLong(
                        client -> client.device().map(Device::memory).orElse(Long.MAX_VALUE)));
        if (weakest.isEmpty()) {
            return; // a problem of the sampler
        }
        // has fewer channels, if any client has
        Payload sent = prepared.download(spec, weakest.get().id(), exits);
        if (spec.finalHead(sent).isEmpty()) {
            problems.add(("coordination: '%s' requires similarities of clients, and strategy '%s'"
                            + " neither reports them nor sends final heads to compare; choose 'progressive-depth' with"
                            + " depth-selection 'random', or 'all-exits'")
                    .formatted(selection.policyId(), id()));
        }
    }

    /** Checks that an attack can change what each attacker sends. */
    void checkAttack(PreparedStrategy<?> prepared) {
        int exits = federation.spec().network().exits();
        int shallowest = selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT) ? 1 : exits;
        federation.faults().attackers().stream()
                .filter(selection::admits)
                .filter(client ->
                        federation.config().faults().attack().orElseThrow().type() != AttackConfig.Kind.LABEL_FLIP
                                && IntStream.rangeClosed(shallowest, exits)
                                        .anyMatch(depth -> prepared.sendsPartOfTheChannels(
                                                federation.spec(), client, ExitSet.upTo(depth))))
                .findFirst()
                .ifPresent(client -> problems.add(("faults.attack: 'sign-flip' and 'scaled-update' change whole blocks"
                                + " of parameters, but strategy '%s' exchanges a vector with attacker %s; set"
                                + " faults.attack.type to 'label-flip', or let all clients train all channels")
                        .formatted(id(), client)));
    }

    private String id() {
        return federation.config().strategy().plugin().id();
    }
}
