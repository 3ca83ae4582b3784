package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.SamplingRequest;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;

/** Selects the clients of a round and their exits with the configured sampler and policy, and checks both contracts. */
public final class CohortSelection {
    private final Federation federation;
    private final RunConfig config;
    private final PluginChoice<CoordinationPolicy> coordination;
    private final CoordinationPolicy policy;
    private final ClientSampler sampler;
    private final Set<ClientId> admitted;

    public CohortSelection(Federation federation, PluginContext context) {
        this.federation = federation;
        this.config = federation.config();
        this.coordination = config.coordination().orElseThrow();
        this.policy = PluginCall.create(coordination, "coordination", context);
        this.sampler = PluginCall.create(config.sampling(), "sampling", context);
        this.admitted = federation.spec().clients().stream()
                .filter(sampler::admits)
                .map(ClientSpec::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether the policy has a requirement. */
    public boolean requires(CoordinationRequirement requirement) {
        return policy.requirements().contains(requirement);
    }

    /** Returns whether the sampler may ever choose a client. */
    public boolean admits(ClientId client) {
        return admitted.contains(client);
    }

    /** Returns the id of the sampler. */
    public String samplerId() {
        return config.sampling().plugin().id();
    }

    /** Returns the id of the coordination policy. */
    public String policyId() {
        return coordination.plugin().id();
    }

    /** Returns the reason why sampler or policy cannot work with a federation; empty if they can. */
    Optional<String> problem(FederationSpec federation) {
        int required = config.training().minimumUpdates();
        String tooFew =
                ("training.minimum-updates = %d, but sampling '%s' admits %d of the %d clients; lower it, or check the"
                                + " options of the sampler")
                        .formatted(
                                required,
                                samplerId(),
                                admitted.size(),
                                federation.clients().size());
        return refusal(config.sampling(), "sampling", () -> sampler.validate(federation))
                .or(() -> Optional.of(tooFew).filter(problem -> admitted.size() < required))
                .or(() -> refusal(coordination, "coordination", () -> policy.validate(federation)));
    }

    private static Optional<String> refusal(PluginChoice<?> choice, String section, Runnable validation) {
        try {
            validation.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("%s: '%s' cannot work here: %s"
                    .formatted(section, choice.plugin().id(), e.getMessage()));
        }
    }

    /** Returns all clients that the sampler may ever choose, in client order. */
    List<ClientId> all() {
        return admitted.stream().sorted().toList();
    }

    /** Returns the clients of a round, in client order. */
    List<ClientId> sample(Round round, Feedback feedback) {
        int size = Math.min(config.training().cohortSize(federation.size()), admitted.size());
        List<ClientId> cohort = new ArrayList<>(sampler.sample(new SamplingRequest(
                federation.spec(),
                round,
                size,
                feedback,
                federation.streams().stream(RandomPurpose.SAMPLING, round.number()))));
        List<ClientId> sorted =
                cohort.stream().filter(Objects::nonNull).distinct().sorted().toList();
        boolean known = sorted.stream().allMatch(client -> client.index() < federation.size());
        if (cohort.size() != size || !cohort.equals(sorted) || !known) {
            throw PluginCall.contractViolation(
                    config.sampling(),
                    "in round %s it returned clients %s; expected %d different ones of 0 to %d, in ascending order"
                            .formatted(round, cohort, size, federation.size() - 1));
        }
        return cohort;
    }

    /** Returns the exits that each client of a cohort trains, in client order. */
    SortedMap<ClientId, ExitSet> chooseExits(
            Round round, List<ClientId> cohort, Similarities similarities, Feedback feedback) {
        int exits = federation.spec().network().exits();
        CoordinationRequest request = new CoordinationRequest(
                federation.spec(),
                round,
                cohort,
                similarities,
                feedback,
                federation.streams().stream(RandomPurpose.COORDINATION, round.number()));
        Map<ClientId, ExitSet> exitsByClient = policy.coordinate(request);
        if (!exitsByClient.keySet().equals(Set.copyOf(cohort))
                || !exitsByClient.values().stream().allMatch(chosen -> isPermitted(chosen, exits))) {
            throw PluginCall.contractViolation(
                    coordination,
                    ("in round %s it assigned the exits %s; expected, for each of the clients %s, exits of 1 to %d, all"
                                    + " of them unless it requires otherwise: %s")
                            .formatted(round, exitsByClient, cohort, exits, policy.requirements()));
        }
        return new TreeMap<>(exitsByClient);
    }

    private boolean isPermitted(ExitSet chosen, int exits) {
        return chosen != null
                && chosen.size() > 0
                && chosen.deepest() <= exits
                && (requires(CoordinationRequirement.INACTIVE_EXITS) || chosen.size() == exits)
                && (requires(CoordinationRequirement.INACTIVE_FINAL_EXIT) || chosen.deepest() == exits);
    }
}
