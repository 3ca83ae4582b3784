package org.exeunt.runtime.advice;

import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warns if clients of less depth would hold fewer channels, but the policy gives all clients the full depth. */
record UnusedWidths() implements StartAdvice {
    @Override
    public Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared) {
        FederationSpec spec = federation.spec();
        int exits = spec.network().exits();
        ClientId client = spec.clients().get(0).id();
        boolean applies = !selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)
                && prepared.strategy().capabilities().contains(StrategyCapability.INACTIVE_FINAL_EXIT)
                && IntStream.range(1, exits)
                        .anyMatch(depth -> prepared.sendsPartOfTheChannels(spec, client, ExitSet.upTo(depth)))
                && !prepared.sendsPartOfTheChannels(spec, client, ExitSet.upTo(exits));
        return applies
                ? Optional.of(("coordination '%s' trains all stages on all clients, so that none of them is narrow: the"
                                + " widths of strategy '%s' have no effect. Set 'coordination' to 'capacity' or"
                                + " 'budget', or leave the widths out.")
                        .formatted(
                                selection.policyId(),
                                federation.config().strategy().plugin().id()))
                : Optional.empty();
    }
}
