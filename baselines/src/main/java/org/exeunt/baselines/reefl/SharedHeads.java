package org.exeunt.baselines.reefl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * Groups of exits that share one head, because their heads have the same shapes. The network has one copy per exit; the
 * copy of the shallowest exit represents the group in payloads and on the server.
 *
 * @param layout of the network
 * @param groups exits of each shared head, ordered by the shallowest exit
 */
record SharedHeads(ParameterLayout layout, List<ExitSet> groups) {
    static SharedHeads of(ParameterLayout layout) {
        int exits =
                layout.heads().blocks().stream().mapToInt(Block::depth).max().orElse(0);
        Map<List<List<Integer>>, ExitSet> groups = new LinkedHashMap<>();
        for (Exit exit : ExitSet.upTo(exits)) {
            List<List<Integer>> shapes =
                    layout.head(exit).blocks().stream().map(Block::shape).toList();
            groups.merge(shapes, ExitSet.of(exit), (others, own) -> others.plus(exit));
        }
        return new SharedHeads(layout, List.copyOf(groups.values()));
    }

    /** Returns the blocks of the copies that represent all heads. */
    BlockSet representatives() {
        return layout.heads(
                ExitSet.of(groups.stream().map(SharedHeads::shallowest).toList()));
    }

    /** Returns values of all blocks in which every head equals the representative of its group. */
    ParameterSet spread(ParameterSet all) {
        ParameterSet spread = all;
        for (ExitSet group : groups) {
            float[] values = all.select(layout.head(shallowest(group))).values();
            for (Exit exit : group) {
                spread = spread.with(ParameterSet.of(layout.head(exit), values));
            }
        }
        return spread;
    }

    /** Returns the values of the representatives of the given exits, read from a trained copy of each group. */
    ParameterSet gather(ParameterSet all, ExitSet learned) {
        ParameterSet gathered = ParameterSet.zeros(layout.none());
        for (ExitSet group : groups) {
            ExitSet members = intersection(group, learned);
            if (!members.isEmpty()) {
                float[] values =
                        all.select(layout.head(new Exit(members.deepest()))).values();
                gathered = gathered.with(ParameterSet.of(layout.head(shallowest(group)), values));
            }
        }
        return gathered;
    }

    /**
     * Returns values of all heads in which every copy equals the trained copy of its group; groups without a trained
     * copy are unchanged.
     */
    ParameterSet synchronised(ParameterSet heads, ExitSet learned) {
        return spread(heads.with(gather(heads, learned)));
    }

    /** Returns the term that gives all trained copies of a head the same gradient. */
    ParameterTerm tiedGradients(ExitSet learning) {
        return new TiedHeads(groups.stream()
                .map(group -> intersection(group, learning))
                .filter(members -> members.size() > 1)
                .map(members -> members.asList().stream().map(layout::head).toList())
                .toList());
    }

    private static ExitSet intersection(ExitSet group, ExitSet exits) {
        return group.where(exits::contains);
    }

    private static Exit shallowest(ExitSet group) {
        return group.asList().get(0);
    }
}
