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

/** Aggregates uploads that need not have the same blocks, such as heads of exits that only some clients trained. */
final class BlockwiseAggregation {
    private BlockwiseAggregation() {}

    /**
     * Returns {@code previous} with each block aggregated over the uploads that have it, with weights renormalised over
     * these. Blocks of the same uploads are aggregated together; blocks in no upload with a weight keep their bits.
     *
     * @param weights one per upload, with sum 1
     */
    static ParameterSet of(ParameterSet previous, List<ParameterSet> uploads, double[] weights, Aggregator aggregator) {
        ParameterSet aggregated = previous;
        for (Map.Entry<List<Integer>, Set<Block>> group :
                byUploaders(previous.blocks(), uploads).entrySet()) {
            List<Integer> uploaders = group.getKey();
            double[] groupWeights =
                    uploaders.stream().mapToDouble(i -> weights[i]).toArray();
            if (DoubleStream.of(groupWeights).sum() > 0) {
                BlockSet blocks = previous.layout().select(group.getValue()::contains);
                List<ParameterSet> values = uploaders.stream()
                        .map(i -> uploads.get(i).select(blocks))
                        .toList();
                aggregated = aggregated.with(aggregator.aggregate(
                        previous.select(blocks),
                        values,
                        uploaders.size() == uploads.size() ? groupWeights : normalised(groupWeights)));
            }
        }
        return aggregated;
    }

    private static double[] normalised(double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double sum = total;
        return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
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
