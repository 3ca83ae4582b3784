package org.example.hello;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;

/** Trains the final exit in every round and the other exits in turn, some per round. */
public record RotatingExits(Options options) implements CoordinationPolicy {
    public record Options(
            @Option(
                    value = "Number of exits that are trained per round, next to the final one",
                    min = 0, defaultValue = "1")
                    int perRound) {}


    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int others = request.exits() - 1;
        ExitSet active = ExitSet.of(new Exit(request.exits()));
        for (int i = 0; i < Math.min(options.perRound(), others); i++) {
            int position = request.round().number() * options.perRound() + i;
            active = active.plus(new Exit(1 + position % others));
        }
        // every client of the cohort gets the same exits; a policy may also assign different ones
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, active);
        }
        return exits;
    }
}
