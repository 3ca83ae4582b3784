package org.exeunt.strategies.coordination;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationPolicyPlugin;
import org.exeunt.api.strategy.CoordinationRequest;

/**
 * On every client and in every round exits 1 to n and the final exit learn; the exits between never do, and their heads stay as they were
 * drawn.
 */
public final class ShallowOnly implements CoordinationPolicy {
    /**
     * How shallow.
     *
     * @param students n; as many as the network has student exits, or more, means all exits
     */
    public record Options(
            @Option(value = "The first so many exits learn, and the final one", min = 0, defaultValue = "1")
                    int students) {}

    /** Registers {@code shallow-only}. */
    public static final class Plugin extends CoordinationPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "shallow-only",
                    "The first exits and the final one learn on every client in every round, those between never",
                    Options.class,
                    ShallowOnly::new);
        }
    }

    private final Options options;

    ShallowOnly(Options options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int students = Math.min(options.students(), request.exits() - 1);
        ExitSet learning = ExitSet.upTo(students).plus(new Exit(request.exits()));
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, learning));
        return exits;
    }
}
