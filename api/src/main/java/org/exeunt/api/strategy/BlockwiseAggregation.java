package org.exeunt.api.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/** Merges uploads that need not all hold the same blocks, such as the heads of exits that learned on some clients only. */
final class BlockwiseAggregation {
    private BlockwiseAggregation() {}

    /**
     * Returns {@code previous} with every block as the rule merges it of the uploads that hold it, weights renormalised over these. Blocks held by
     * the same uploads are merged together; one that none holds keeps its bits.
     *
     * @param weights one an upload, summing to 1
     */
    static ParameterSet of(ParameterSet previous, List<ParameterSet> uploads, double[] weights, Aggregator aggregator) {
        ParameterSet merged = previous;
        for (Map.Entry<List<Integer>, Set<Block>> group :
                byUploaders(previous.blocks(), uploads).entrySet()) {
            List<Integer> uploaders = group.getKey();
            if (!uploaders.isEmpty()) {
                BlockSet blocks = previous.layout().select(group.getValue()::contains);
                List<ParameterSet> values = uploaders.stream()
                        .map(i -> uploads.get(i).select(blocks))
                        .toList();
                double[] shares =
                        uploaders.stream().mapToDouble(i -> weights[i]).toArray();
                merged = merged.with(aggregator.aggregate(
                        previous.select(blocks),
                        values,
                        uploaders.size() == uploads.size() ? shares : normalised(shares)));
            }
        }
        return merged;
    }

    private static double[] normalised(double[] shares) {
        double total = 0;
        for (double share : shares) {
            total += share;
        }
        double sum = total;
        return DoubleStream.of(shares).map(share -> share / sum).toArray();
    }

    private static Map<List<Integer>, Set<Block>> byUploaders(BlockSet blocks, List<ParameterSet> uploads) {
        List<Set<Block>> uploaded = uploads.stream()
                .map(upload -> (Set<Block>) new HashSet<>(upload.blocks().blocks()))
                .toList();
        Map<List<Integer>, Set<Block>> groups = new LinkedHashMap<>();
        for (Block block : blocks.blocks()) {
            List<Integer> uploaders = new ArrayList<>();
            for (int i = 0; i < uploaded.size(); i++) {
                if (uploaded.get(i).contains(block)) {
                    uploaders.add(i);
                }
            }
            groups.computeIfAbsent(uploaders, key -> new HashSet<>()).add(block);
        }
        return groups;
    }
}
