package org.exeunt.baselines.reefl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * Which exits have one head in common: those whose heads have the same shapes. The network holds a copy an exit; the shallowest exit's stands for
 * all of a group wherever parameters are sent or merged.
 *
 * @param layout of the network
 * @param groups the exits of each head, the groups in the order of their shallowest exits
 */
record SharedHeads(ParameterLayout layout, List<ExitSet> groups) {
    static SharedHeads of(NetworkSpec network) {
        Map<List<List<Integer>>, ExitSet> groups = new LinkedHashMap<>();
        for (Exit exit : network.allExits()) {
            List<List<Integer>> shapes = network.layout().head(exit).blocks().stream()
                    .map(Block::shape)
                    .toList();
            groups.merge(shapes, ExitSet.of(exit), (others, own) -> others.plus(exit));
        }
        return new SharedHeads(network.layout(), List.copyOf(groups.values()));
    }

    /** Returns the blocks that stand for the heads of some exits. */
    BlockSet standingFor(ExitSet exits) {
        return layout.heads(ExitSet.of(groups.stream()
                .filter(group -> !among(group, exits).isEmpty())
                .map(SharedHeads::shallowest)
                .toList()));
    }

    /** Returns values of all blocks with every head as the one that stands for it. */
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

    /** Returns what stands for the heads of some exits, which learned together, from values of all blocks. */
    ParameterSet gather(ParameterSet all, ExitSet learned) {
        ParameterSet gathered = all.select(standingFor(learned));
        for (ExitSet group : groups) {
            ExitSet members = among(group, learned);
            if (!members.isEmpty()) {
                float[] values =
                        all.select(layout.head(new Exit(members.deepest()))).values();
                gathered = gathered.with(ParameterSet.of(layout.head(shallowest(group)), values));
            }
        }
        return gathered;
    }

    /** Returns values of all heads with the copies of each as the one that learned; copies none of which learned as they are. */
    ParameterSet even(ParameterSet heads, ExitSet learned) {
        return spread(heads.with(gather(heads, learned)));
    }

    /** Returns the term that lets the copies of each head take the same steps, those of some exits. */
    ParameterTerm tie(ExitSet learning) {
        return new TiedHeads(groups.stream()
                .map(group -> among(group, learning))
                .filter(members -> members.size() > 1)
                .map(members -> members.asList().stream().map(layout::head).toList())
                .toList());
    }

    private static ExitSet among(ExitSet group, ExitSet exits) {
        return group.where(exits::contains);
    }

    private static Exit shallowest(ExitSet group) {
        return group.asList().get(0);
    }
}
