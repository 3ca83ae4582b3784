package org.exeunt.runtime.advice;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warns if the sampler never chooses some attackers. */
record IdleAttackers() implements StartAdvice {
    @Override
    public Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared) {
        List<ClientId> attackers = federation.faults().attackers();
        List<ClientId> idle =
                attackers.stream().filter(client -> !selection.admits(client)).toList();
        return idle.isEmpty()
                ? Optional.empty()
                : Optional.of(("sampling '%s' never chooses %d of %d attackers (faults.attack), client %s. Raise"
                                + " faults.attack.fraction, or use another seed or sampler.")
                        .formatted(
                                selection.samplerId(),
                                idle.size(),
                                attackers.size(),
                                idle.stream().map(ClientId::toString).collect(Collectors.joining(", "))));
    }
}
