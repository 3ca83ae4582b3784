package org.exeunt.strategies.coordination;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;

/**
 * Trains exits 1 to n and the final exit on every client in every round. The exits between them are never trained and
 * keep their initial heads.
 *
 * @param options its options
 */
public record ShallowOnly(Options options) implements CoordinationPolicy {
    /**
     * Options of the policy.
     *
     * @param students n, capped at the number of student exits of the network
     */
    public record Options(
            @Option(
                            value = "Number of shallow exits that are active in addition to the final exit",
                            min = 0,
                            defaultValue = "1")
                    int students) {}

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int students = Math.min(options.students(), request.exits() - 1);
        ExitSet learning = ExitSet.upTo(students).plus(new Exit(request.exits()));
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, learning));
        return exits;
    }
}
