package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Means of uploads that need not all hold the same blocks, such as the heads of exits that learned on some clients only. */
public final class BlockwiseMean {
    private BlockwiseMean() {}

    /**
     * Returns {@code previous} with every block replaced by its weighted mean over the uploads that hold it, weights renormalised over these; a
     * block that none holds keeps its bits. Where all uploads hold all blocks this is {@link ParameterMath#weightedSum}, bit for bit.
     *
     * @param weights one an upload, summing to 1
     */
    public static ParameterSet of(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
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
                merged = merged.with(
                        uploaders.size() == uploads.size()
                                ? ParameterMath.weightedSum(values, shares)
                                : ParameterMath.weightedMean(values, shares));
            }
        }
        return merged;
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
